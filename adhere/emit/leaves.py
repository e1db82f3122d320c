"""Types without members: strings, numbers, literals; and the defaults they may have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

from adhere.contract.words import snake_case
from adhere.document.formats import LIMITS
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

RUNTIME = "adhere.runtime"
RUNTIME_TYPES: Mapping[str, str] = {
    "base64url": "Base64UrlData",
    "byte": "Base64Data",
    "date": "ExactDate",
    "date-time": "ExactDateTime",
    "decimal": "DecimalText",
    "duration": "IsoDuration",
}
"""Formats whose Python type is of the runtime: it reads every text that the guard admits."""

PYTHON_FORMATS = RUNTIME_TYPES.keys() | {"uuid"}

_REWRITTEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "base64url": (("QUI=", "QUI"), ("QQ==", "QQ")),
    "date-time": (
        ("1999-12-31T23:59:59.123Z", "1999-12-31T23:59:59.123000Z"),
        ("1999-12-31T23:59:59.1Z", "1999-12-31T23:59:59.100000Z"),
        ("1999-12-31T23:59:59.000Z", "1999-12-31T23:59:59Z"),
        ("1999-12-31T23:59:59.000000Z", "1999-12-31T23:59:59Z"),
        ("1999-12-31T23:59:59+00:00", "1999-12-31T23:59:59Z"),
        ("1999-12-31t23:59:59z", "1999-12-31T23:59:59Z"),
    ),
    "decimal": (("+1.50", "1.50"), ("01.50", "1.50"), ("-01", "-1"), ("00", "0")),
    "duration": (("P01D", "P1D"), ("PT0S", "P0D"), ("PT01M", "PT1M")),
    "uuid": (("0DA2A6E6-3F0B-4C2C-9C35-7F3B1E0B7D5A", "0da2a6e6-3f0b-4c2c-9c35-7f3b1e0b7d5a"),),
}
"""Texts of a format, and how their Python type writes them."""

_OF_TEXT = ("pattern", "minLength", "maxLength")
_LENGTHS = ("minLength", "maxLength")
_LIMITS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
ITEM_COUNTS = ("minItems", "maxItems")

_MACHINE_INTEGERS = range(-(2**63), 2**63)
"""What Pydantic reads as a literal; others are integers like any."""

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
    known = LIMITS.get(str(shape.keyword("format")), ())
    limits = constraints(shape, _LIMITS, numeric)
    return Scalar(name, constraints=tuple(pair for pair in limits if pair[1] not in known))


def _string(shape: Shape) -> Scalar:
    written = shape.keyword("format")
    if isinstance(written, str) and written in PYTHON_FORMATS and _comes_back(shape, written):
        return Scalar("string", format=written)
    return Scalar("string", constraints=constraints(shape, _LENGTHS, int))


def _comes_back(shape: Shape, text: str) -> bool:
    """Tell whether no text that a schema admits is written as one that it refuses.

    `pattern`, `minLength` and `maxLength` are of the text: one that asks for milliseconds
    refuses the microseconds that Python writes.
    """
    kept = [{k: part.get(k)} for part in shape.parts for k in _OF_TEXT if k in part.value]
    if not kept:
        return True
    try:
        admits = Draft202012Validator({"allOf": kept}).is_valid
    except (ValidationError, ValueError):
        return False
    return all(admits(written) for sent, written in _REWRITTEN.get(text, ()) if admits(sent))


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
    if any(number not in _MACHINE_INTEGERS for number in numbers):
        numbers, others = (), [*others, Scalar("integer")]
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
    """Tell whether literals make a `StrEnum`: several strings."""
    if not isinstance(found, Literals) or len(found.values) < 2:  # noqa: PLR2004  # several
        return False
    return all(isinstance(value, str) for value in found.values)


def member_names(texts: Sequence[str]) -> list[str] | None:
    """Name the members of a `StrEnum`; `None` where each text is as good as a name.

    Texts that come to the same name are numbered in their order, the first as it is.
    """
    plain = {re.sub(r"\W+", "_", text).upper() for text in texts}
    if len(plain) == len(texts) and all(_NAMEABLE.fullmatch(text) for text in texts):
        return None
    names: dict[str, None] = {}
    for text in texts:
        stem = name = _member_name(text)
        number = 2
        while name in names:
            name, number = f"{stem}_{number}", number + 1
        names[name] = None
    return list(names)


def _member_name(text: str) -> str:
    """Return a name in capitals: of the words in a text, or of its signs where it has no word."""
    if not text:
        return "EMPTY"
    normal = unicodedata.normalize("NFKC", snake_case(text, prefix="") or text)
    parts = (sign if f"a{sign}".isidentifier() else "_" for sign in normal.upper())
    name = re.sub("_+", "_", "".join(parts)).strip("_")
    if not name:
        name = "_".join(unicodedata.name(sign, "SIGN") for sign in text)
        name = re.sub(r"\W+", "_", name)
    return name if name.isidentifier() else f"VALUE_{name}"


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
