"""The types a generated package speaks of: a closed set, far smaller than JSON Schema.

`views` finds the type of a schema; `schema_text` writes it for datamodel-code-generator and
`annotations` as Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

Constraints = tuple[tuple[str, int | float], ...]
"""Keywords and their values."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
class Null:
    """The JSON value `null`."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A string, integer, number or boolean.

    `format` is one that has a Python type of its own (`leaves.PYTHON_FORMATS`).
    """

    type: str
    format: str | None = None
    constraints: Constraints = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Literals:
    """One of these strings or integers."""

    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array whose elements have one type."""

    item: Type
    constraints: Constraints = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class TupleOf:
    """An array of so many elements, each of a type of its own."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object without known members, whose values have one type."""

    value: Type


@dataclass(frozen=True, slots=True)
class Named:
    """A class, enumeration or alias of `models.py`, by the name it was asked to have."""

    name: str


@dataclass(frozen=True, slots=True)
class UnionOf:
    """One of several types; no two are equal, none is a union.

    `discriminator` names the property that is meant to tell them apart (OpenAPI 3.1, 4.8.25).
    """

    members: tuple[Type, ...]
    discriminator: str | None = field(default=None, compare=False)


Type = Anything | Null | Scalar | Literals | ListOf | TupleOf | MapOf | Named | UnionOf


@dataclass(frozen=True, slots=True)
class Field:
    """A property of a class; `default` is a scalar, `None` where absent stays absent."""

    name: str
    type: Type
    required: bool
    default: str | float | None = None


@dataclass(frozen=True, slots=True)
class ClassDefinition:
    """A Pydantic model. A closed one refuses members that it does not name.

    `allOf` makes no subclasses: Pydantic writes a value by the type that was declared, so a
    `Cat` given for an `Animal` would lose members without a word.
    """

    name: str
    doc: str
    fields: tuple[Field, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class EnumDefinition:
    """A `StrEnum`."""

    name: str
    doc: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AliasDefinition:
    """A name for a type that is no class."""

    name: str
    type: Type


Definition = ClassDefinition | EnumDefinition | AliasDefinition


WHOLE_TYPES = (Scalar("string"), Scalar("integer"))

_DATE, _DATE_TIME = Scalar("string", "date"), Scalar("string", "date-time")

READ_FREELY = frozenset({"base64url", "byte", "decimal", "duration"})
"""Formats whose Python types read texts that mean something else, too: `1234` is base64."""


def union(members: Iterable[Type]) -> Type:
    """Join types, flat and each once; literals become one, and none beside their whole type.

    Beside `Any` only named types are kept: they still tell the reader what to expect.
    """
    leaves = [leaf for member in members for leaf in _leaves(member)]
    if len(leaves) == 1:
        return leaves[0]
    leaves = _told_apart(leaves)
    values = tuple(dict.fromkeys(v for leaf in leaves for v in _values(leaf)))
    whole = [scalar for scalar in WHOLE_TYPES if scalar in leaves]
    apart = tuple(v for v in values if not any(_is_one_of(v, scalar) for scalar in whole))
    flat: list[Type] = list(dict.fromkeys(_merged(leaves, apart, is_widened=apart != values)))
    if Anything() in flat:
        flat = [*(member for member in flat if isinstance(member, Named)), Anything()]
    if not flat:
        return Anything()
    return flat[0] if len(flat) == 1 else UnionOf(tuple(flat))


def _told_apart(leaves: list[Type]) -> list[Type]:
    """Return the leaves with a plain string for one that reads what another means.

    A date-time stands before a date, which reads midnights.
    """
    written = {leaf for leaf in leaves if isinstance(leaf, Scalar | Literals)}
    if len(written) < 2 or not any(_reads_freely(leaf) for leaf in written):  # noqa: PLR2004  # two
        return sorted(leaves, key=lambda leaf: leaf == _DATE and _DATE_TIME in leaves)
    return [Scalar("string") if _reads_freely(leaf) else leaf for leaf in leaves]


def _reads_freely(leaf: Type) -> bool:
    return isinstance(leaf, Scalar) and leaf.format in READ_FREELY


def _merged(
    leaves: Iterable[Type], literals: tuple[str | int, ...], *, is_widened: bool
) -> Iterator[Type]:
    """Yield the leaves with one type for all literals; scalars that take some in are unbounded."""
    for leaf in leaves:
        if isinstance(leaf, Literals):
            yield from [Literals(literals)] if literals else []
        elif is_widened and leaf in WHOLE_TYPES:
            yield WHOLE_TYPES[WHOLE_TYPES.index(leaf)]
        else:
            yield leaf


def _is_one_of(value: str | int, scalar: Scalar) -> bool:
    return isinstance(value, str) == (scalar.type == "string")


def _leaves(member: Type) -> tuple[Type, ...]:
    return member.members if isinstance(member, UnionOf) else (member,)


def _values(member: Type) -> tuple[str | int, ...]:
    return member.values if isinstance(member, Literals) else ()
