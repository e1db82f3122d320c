"""Types without members: strings, numbers, literals; and the defaults they may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adhere.emit.shapes import Shape
from adhere.emit.types import (
    AliasDefinition,
    Anything,
    Constraints,
    Definition,
    EnumDefinition,
    Literals,
    Named,
    Null,
    Scalar,
    Type,
    UnionOf,
    union,
)

PYTHON_FORMATS = frozenset({"uuid", "date", "date-time"})
"""Formats whose Python type reads every valid text, leap seconds and the year 0 apart."""

_LENGTHS = ("minLength", "maxLength")
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
ITEM_COUNTS = ("minItems", "maxItems")

_NAMEABLE = re.compile(r"[A-Za-z][A-Za-z0-9 ._/:-]*")


def scalar(shape: Shape, name: str) -> Type:
    """Return the type of the strings, numbers or booleans that a shape admits."""
    if name == "null":
        return Null()
    if name == "string":
        return _string(shape)
    if name == "boolean":
        return Scalar("boolean")
    numeric = int if name == "integer" else float
    return Scalar(name, constraints=constraints(shape, _LIMITS, numeric))


def _string(shape: Shape) -> Scalar:
    written = shape.keyword("format")
    if written in PYTHON_FORMATS:
        return Scalar("string", format=written)
    return Scalar("string", constraints=constraints(shape, _LENGTHS, int))


def constraints(shape: Shape, keywords: tuple[str, ...], kind: type) -> Constraints:
    """Return the constraints that Pydantic reads exactly as JSON Schema does."""
    found = ((keyword, shape.keyword(keyword)) for keyword in keywords)
    return tuple((keyword, value) for keyword, value in found if _is_number(value, kind))


def _is_number(value: Any, kind: type) -> bool:
    return isinstance(value, int if kind is int else int | float) and not isinstance(value, bool)


def literals(shape: Shape) -> Type | None:
    """Return the type of an `enum` or `const`; `None` where the shape has neither.

    Literals are strings and integers; other values stand for all of their JSON type.
    """
    if "const" in shape.keywords:
        values = [shape.keyword("const")]
    elif isinstance(shape.keyword("enum"), list):
        values = shape.keyword("enum")
    else:
        return None
    strings = tuple(dict.fromkeys(v for v in values if isinstance(v, str)))
    numbers = tuple(dict.fromkeys(int(v) for v in values if _is_integral(v)))
    others = [_widened(v) for v in values if not isinstance(v, str) and not _is_integral(v)]
    if Scalar("number") in others:
        numbers = ()
    exact = [Literals(found) for found in (strings, numbers) if found]
    return union([*exact, *others])


def _is_integral(value: Any) -> bool:
    return _is_number(value, float) and value == int(value)


def _widened(value: Any) -> Type:
    if value is None:
        return Null()
    if isinstance(value, bool):
        return Scalar("boolean")
    return Scalar("number") if isinstance(value, float) else Anything()


def is_enumeration(found: Type) -> bool:
    """Tell whether literals make a `StrEnum`: each a distinct member name of plain ASCII."""
    if not isinstance(found, Literals) or not all(isinstance(v, str) for v in found.values):
        return False
    texts = [str(value) for value in found.values]
    names = {re.sub(r"\W+", "_", text).upper() for text in texts}
    return len(names) == len(texts) > 1 and all(_NAMEABLE.fullmatch(t) for t in texts)


def is_default(found: Type, value: Any, definitions: Mapping[str, Definition]) -> bool:
    """Tell whether a schema's `default` is a literal of its type; `null` is none."""
    return any(_is_literal_of(leaf, value) for leaf in _unnamed(found, definitions, set()))


def _unnamed(found: Type, definitions: Mapping[str, Definition], seen: set[str]) -> Iterator[Type]:
    """Yield what a type comes to behind its names; aliases may lead back to themselves."""
    match found:
        case UnionOf(members=members):
            for member in members:
                yield from _unnamed(member, definitions, seen)
        case Named(name=name) if name not in seen:
            seen.add(name)
            match definitions.get(name):
                case EnumDefinition(values=values):
                    yield Literals(values)
                case AliasDefinition(type=aliased):
                    yield from _unnamed(aliased, definitions, seen)
        case _:
            yield found


def _is_literal_of(found: Type, value: Any) -> bool:
    match found:
        case Scalar(format=None, type=name):
            return _is_of(name, value)
        case Literals(values=values):
            return _is_of("string", value) and value in values
        case _:
            return False


def _is_of(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    kinds = {"string": str, "integer": int, "number": int | float}
    return name in kinds and isinstance(value, kinds[name])
