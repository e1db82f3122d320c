"""Walking a document that may be of any shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from adhere.contract.nodes import Node
from adhere.source import Pointer

if TYPE_CHECKING:
    from adhere.document import Document


class NodeArguments(TypedDict):
    """What every node's constructor takes first."""

    pointer: Pointer
    document: Document


@dataclass(frozen=True, slots=True)
class Cursor:
    """A value of `Document.data` and its place.

    A member of a type that OpenAPI does not allow reads as absent: `validate` has told of it.
    """

    document: Document
    pointer: Pointer
    value: Any

    @classmethod
    def root(cls, document: Document) -> Cursor:
        """Return the cursor of the whole document."""
        return cls(document, Pointer(), document.data)

    @classmethod
    def of(cls, node: Node) -> Cursor:
        """Return the cursor of the place that became a node; its value is `None` if it has none."""
        document, pointer = node.document, node.pointer
        return cls.root(document).get(*pointer.tokens) or cls(document, pointer, None)

    @property
    def node(self) -> NodeArguments:
        """The first arguments of the node that this place becomes."""
        return {"pointer": self.pointer, "document": self.document}

    @property
    def is_container(self) -> bool:
        """Tell whether the value is an object or an array."""
        return isinstance(self.value, dict | list)

    @property
    def token(self) -> str:
        """The member's name, or the element's index."""
        return self.pointer.tokens[-1]

    @property
    def reference(self) -> str | None:
        """The `$ref` of a Reference Object or schema."""
        return self.text("$ref")

    def get(self, *keys: str) -> Cursor | None:
        """Return the member that many levels down."""
        cursor = self
        for key in keys:
            if isinstance(cursor.value, dict) and key in cursor.value:
                value = cursor.value[key]
            elif (
                isinstance(cursor.value, list) and key.isdecimal() and int(key) < len(cursor.value)
            ):
                value = cursor.value[int(key)]
            else:
                return None
            cursor = Cursor(self.document, cursor.pointer / key, value)
        return cursor

    def members(self, *keys: str) -> Iterator[Cursor]:
        """Walk the members of an object, or of the object that many levels down."""
        holder = self.get(*keys)
        if holder and isinstance(holder.value, dict):
            for key, value in holder.value.items():
                yield Cursor(self.document, holder.pointer / key, value)

    def elements(self, *keys: str) -> Iterator[Cursor]:
        """Walk the elements of the array that many levels down."""
        holder = self.get(*keys)
        if holder and isinstance(holder.value, list):
            for index, value in enumerate(holder.value):
                yield Cursor(self.document, holder.pointer / index, value)

    def text(self, key: str) -> str | None:
        """Return a member that is a string."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else None

    def flag(self, key: str) -> bool | None:
        """Return a member that is a boolean."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, bool) else None

    def follow(self) -> Cursor:
        """Return the place that a chain of `$ref`s leads to; itself where it is none.

        Raises LookupError where the chain leads nowhere, or back to itself.
        """
        if self.reference is None:
            return self
        return self.target(self.reference)

    def target(self, reference: str) -> Cursor:
        """Return the place that a local `$ref` leads to, through others if need be.

        An anchor (`#name`) is for the JSON Schema validator to find: its target is unknown here.
        Raises LookupError where the place does not exist or is in no file that was read.
        """
        if not reference.startswith("#"):
            raise LookupError(reference)
        if not reference.startswith("#/"):
            return Cursor(self.document, Pointer(), None)
        try:
            pointer, value = self.document.resolve(Pointer.parse_fragment(reference))
        except ValueError as error:
            raise LookupError(reference) from error
        found = Cursor(self.document, pointer, value)
        if found.reference is not None:
            raise LookupError(reference)
        return found
