"""Places of a document, as the rules of openapi-spec-validator walk them.

The library's own paths look every place up from the root, which takes most of the time of a
check. These hold their node. They have those members of `jsonschema_path.SchemaPath` that the
rules use, and like there a reference is followed when its node is first asked for: what leads
nowhere is a mistake of that place alone.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jsonschema_path import SchemaPath
from referencing.exceptions import Unresolvable

Part = str | int
_UNREAD = object()
_ABSENT = object()


class Resolved(NamedTuple):
    """A node, and the resolver of `referencing` that finds what it refers to."""

    contents: Any
    resolver: Any


@dataclass(frozen=True, slots=True)
class _Whole:
    """A whole document, and the targets of its references; each is looked up once."""

    data: Any
    resolver: Any
    _targets: dict[str, Any] = field(default_factory=dict)

    def follow(self, value: Any) -> Any:
        """Return the node itself. Raises Unresolvable where references lead nowhere."""
        seen: set[str] = set()
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            ref = value["$ref"]
            if ref in seen:
                raise Unresolvable(ref)
            seen.add(ref)
            if ref not in self._targets:
                self._targets[ref] = self.resolver.lookup(ref).contents
            value = self._targets[ref]
        return value


class SpecPath:
    """A place of a document. Reading one that is not there raises KeyError."""

    __slots__ = ("_node", "_whole", "_written", "parts")

    def __init__(self, whole: _Whole, parts: tuple[Part, ...], written: Any) -> None:
        """Stand at `parts`, where `written` is, perhaps a reference."""
        self.parts = parts
        self._whole = whole
        self._written = written
        self._node = _UNREAD

    @classmethod
    def of(cls, path: SchemaPath) -> SpecPath:
        """Return the root of the document that a library's path is the root of."""
        with path.resolve() as resolved:
            whole = _Whole(resolved.contents, resolved.resolver)
        return cls(whole, (), whole.data)

    def read_value(self) -> Any:
        """Return the node, references followed."""
        if self._node is _UNREAD:
            if self._written is _ABSENT:
                raise KeyError(self.parts[-1])
            self._node = self._whole.follow(self._written)
        return self._node

    def read_str(self, default: Any = _ABSENT) -> Any:
        """Return a text, or the default where nothing stands here; TypeError for others."""
        if self._written is _ABSENT and default is not _ABSENT:
            return default
        value = self.read_value()
        if not isinstance(value, str):
            raise TypeError(f"Expected a string value, got {type(value)}")
        return value

    @contextmanager
    def resolve(self) -> Iterator[Resolved]:
        """Give the node with what resolves the references in it."""
        yield Resolved(self.read_value(), self._whole.resolver)

    def keys(self) -> KeysView[str] | range:
        """Return the names or indices of what stands in here; KeyError where nothing can."""
        node = self.read_value()
        if isinstance(node, dict):
            return node.keys()
        if isinstance(node, list):
            return range(len(node))
        raise KeyError(*self.parts[-1:])

    def items(self) -> Iterator[tuple[Part, SpecPath]]:
        """Walk what stands in here."""
        node = self.read_value()
        for key in self.keys():
            yield key, SpecPath(self._whole, (*self.parts, key), node[key])

    def __iter__(self) -> Iterator[SpecPath]:
        """Walk the places in here."""
        return (path for _, path in self.items())

    def __contains__(self, key: object) -> bool:
        """Tell whether there is a member or an element here; nowhere there is none."""
        try:
            return key in self.keys()
        except KeyError:
            return False

    def __truediv__(self, key: Part) -> SpecPath:
        """Return the place of a member or an element."""
        written = self.read_value()[key] if key in self else _ABSENT
        return SpecPath(self._whole, (*self.parts, key), written)

    def __getitem__(self, key: Part) -> Any:
        """Return a scalar, or the place of an object or array."""
        if key not in self:
            raise KeyError(key)
        value = self.read_value()[key]
        return self / key if isinstance(value, dict | list) else value

    def _clone_with_parts(self, parts: tuple[Part, ...]) -> SpecPath:
        """Return another place of the document."""
        path = SpecPath(self._whole, (), self._whole.data)
        for part in parts:
            path /= part
        return path
