"""Schemas of the bundled document and where they stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adhere.source import Pointer

SCHEMAS = Pointer(("components", "schemas"))

ANNOTATIONS = frozenset(
    {
        "$comment", "$schema", "default", "deprecated", "description", "discriminator",
        "example", "examples", "externalDocs", "readOnly", "summary", "title", "writeOnly", "xml",
    }
)  # fmt: skip
"""Keywords that say nothing about which values are valid."""


@dataclass(frozen=True, slots=True)
class Place:
    """A schema and its pointer; one made up of several stands where the first does."""

    pointer: Pointer
    value: Any

    def get(self, keyword: str) -> Any:
        """Return the value of a keyword; `None` where absent."""
        return self.value.get(keyword) if isinstance(self.value, dict) else None

    def child(self, *tokens: str | int) -> Place:
        """Return the schema further down, which must be there."""
        value = self.value
        for token in tokens:
            value = value[token]
        return Place(self.pointer.join(*tokens), value)

    def elements(self, keyword: str) -> Iterator[Place]:
        """Walk the schemas of `allOf`, `anyOf` or `oneOf`."""
        values = self.get(keyword)
        if isinstance(values, list):
            above = (*self.pointer.tokens, keyword)
            for index, value in enumerate(values):
                yield Place(Pointer((*above, str(index))), value)

    def members(self, keyword: str) -> Iterator[tuple[str, Place]]:
        """Walk the schemas of `properties` and their names."""
        values = self.get(keyword)
        if isinstance(values, dict):
            above = (*self.pointer.tokens, keyword)
            for name, value in values.items():
                yield name, Place(Pointer((*above, name)), value)

    @property
    def assertions(self) -> frozenset[str]:
        """The keywords that may refuse a value."""
        keywords = self.value if isinstance(self.value, dict) else {}
        return frozenset(k for k in keywords if k not in ANNOTATIONS and not k.startswith("x-"))


def lookup(document: Mapping[str, Any], reference: Any) -> Place | None:
    """Return what a local `$ref` leads to; `None` for an anchor or a dangling one."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    try:
        pointer = Pointer.parse_fragment(reference)
    except ValueError:
        return None
    value: Any = document
    for token in pointer.tokens:
        value = _step(value, token)
    return Place(pointer, value) if isinstance(value, dict | bool) else None


def _step(value: Any, token: str) -> Any:
    if isinstance(value, list):
        return value[int(token)] if token.isdigit() and int(token) < len(value) else None
    return value.get(token) if isinstance(value, dict) else None


def component_key(place: Place) -> str | None:
    """Return `X` where the place is `#/components/schemas/X`."""
    return place.pointer.tokens[-1] if place.pointer.parent == SCHEMAS else None
