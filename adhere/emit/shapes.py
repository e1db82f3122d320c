"""What a schema says at its own level once `$ref` and `allOf` are followed.

A shape admits at least what its schema admits: what it cannot hold (`not`, `if`, `contains`,
`dependentSchemas`, `unevaluatedProperties`, ...) it leaves out. The guard decides what is
valid; a type must only never refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adhere.emit.places import Place, lookup
from adhere.source import Pointer

COMBINATORS = ("$ref", "allOf", "anyOf", "oneOf")
TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")

# An alternative with none of these only narrows: `anyOf: [{required: [a]}, {required: [b]}]`.
_TELLING = frozenset({"type", "properties", "enum", "const", "items", "additionalProperties"})


@dataclass(slots=True)
class Shape:
    """The merged keywords of one place.

    `types` is in the order of `TYPES`, `None` where any is admitted. `properties` maps a
    name to each schema it must satisfy. `alternatives` are those of the one `anyOf` or
    `oneOf` that tells types apart; `parts` the schemas that were merged.
    """

    parts: list[Place]
    types: tuple[str, ...] | None = None
    properties: dict[str, list[Place]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    closed: bool = False
    keywords: dict[str, Place] = field(default_factory=dict)
    alternatives: list[Place] = field(default_factory=list)

    def keyword(self, name: str) -> Any:
        """Return the value of a keyword that any part has; the first counts."""
        return self.keywords[name].get(name) if name in self.keywords else None

    @property
    def discriminator(self) -> str | None:
        """The property that a value names its alternative in."""
        written = self.keyword("discriminator")
        name = written.get("propertyName") if isinstance(written, dict) else None
        return name if isinstance(name, str) else None

    @property
    def identity(self) -> tuple[Pointer, ...]:
        """The places that were merged; equal ones make equal shapes."""
        return tuple(part.pointer for part in self.parts)

    @property
    def has_members(self) -> bool:
        """Tell whether the shape names members of an object, if only to forbid all."""
        return bool(self.properties) or (self.closed and self.types is not None)


def shape_of(document: Mapping[str, Any], *places: Place) -> Shape:
    """Merge schemas that all hold for a value with those they refer to."""
    seen: set[Pointer] = set()
    parts = [part for place in places for part in _parts(document, place, seen)]
    shape = Shape(parts=parts)
    for part in parts:
        _merge(shape, part)
    unions = [found for part in parts for found in _unions(part)]
    if len(unions) == 1:
        shape.alternatives = unions[0]
    return shape


class Shapes:
    """The shapes of one document; that of a schema is found once."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Know of none yet."""
        self._document = document
        self._known: dict[tuple[str, ...], Shape] = {}

    def of(self, place: Place) -> Shape:
        """Return the shape of one schema; see `shape_of`. It is shared: treat it as immutable."""
        known = self._known.get(place.pointer.tokens)
        if known is None or known.parts[0].value is not place.value:
            known = shape_of(self._document, place)
            if known.parts:
                self._known[place.pointer.tokens] = known
        return known


def without_combinators(part: Place) -> Place:
    """Return a part's own keywords alone."""
    own = {k: v for k, v in part.value.items() if k not in COMBINATORS}
    return Place(part.pointer, own)


def _parts(document: Mapping[str, Any], place: Place, seen: set[Pointer]) -> Iterator[Place]:
    if not isinstance(place.value, dict) or place.pointer in seen:
        return
    seen.add(place.pointer)
    yield place
    target = lookup(document, place.get("$ref"))
    if target is not None:
        yield from _parts(document, target, seen)
    for member in place.elements("allOf"):
        yield from _parts(document, member, seen)


def _merge(shape: Shape, part: Place) -> None:
    shape.types = _common(shape.types, _types(part.get("type")))
    for name, member in part.members("properties"):
        shape.properties.setdefault(name, []).append(member)
    required = part.get("required")
    shape.required.update(n for n in required or () if isinstance(n, str))
    shape.closed = shape.closed or _is_closed(part)
    for keyword in part.value:
        shape.keywords.setdefault(keyword, part)


def _types(written: Any) -> tuple[str, ...] | None:
    names = [written] if isinstance(written, str) else written
    if not isinstance(names, list):
        return None
    return tuple(name for name in TYPES if name in names)


def _common(
    first: tuple[str, ...] | None, second: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """Intersect types; every integer is a number (JSON Schema 2020-12, 6.1.1)."""
    if first is None or second is None:
        return second if first is None else first
    return tuple(
        name
        for name in TYPES
        if _holds(first, name) and _holds(second, name) and (name in first or name in second)
    )


def _holds(types: tuple[str, ...], name: str) -> bool:
    return name in types or (name == "integer" and "number" in types)


def _is_closed(part: Place) -> bool:
    return part.get("additionalProperties") is False and not part.get("patternProperties")


def _unions(part: Place) -> Iterator[list[Place]]:
    for keyword in ("oneOf", "anyOf"):
        alternatives = list(part.elements(keyword))
        if any(_tells(alternative) for alternative in alternatives):
            yield alternatives


def _tells(alternative: Place) -> bool:
    keywords = alternative.value if isinstance(alternative.value, dict) else {}
    return any(name in keywords for name in (*COMBINATORS, *_TELLING))
