"""Values that break one keyword of a schema, as narrowly as can be."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemathesis import Case

from adhere.source import Pointer

_LONGEST = 5000
_FORMATS = {
    "email": "no-address",
    "uuid": "no-uuid",
    "date": "2026-13-45",
    "date-time": "2026-13-45T99:00:00Z",
    "uri": "no uri",
    "ipv4": "999.1.1.1",
    "time": "99:99",
}
# Characters that patterns leave out, tried in turn at the end of a text.
_STRANGE = ("!", " ", "ß", "a", "A", "0", "\x00")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A request that breaks the contract at `pointer`; `put` makes it of one that does not."""

    text: str
    pointer: Pointer
    put: Callable[[Case[Any]], None]


@dataclass(frozen=True, slots=True)
class Value:
    """A value that breaks a keyword; `what` is said of it in reports."""

    keyword: str
    what: str
    value: Any


def neighbours(schema: Mapping[str, Any], value: Any) -> Iterator[Value]:
    """Yield a value just outside for each keyword; `value` is one that fits."""
    yield from _types(schema)
    if "enum" in schema or "const" in schema:
        keyword = "enum" if "enum" in schema else "const"
        yield Value(keyword, "a value that is not one of those allowed", "no-such-value")
    if "string" in types_of(schema):
        yield from _texts(schema, value if isinstance(value, str) else "")
    yield from _numbers(schema)
    if isinstance(value, list):
        yield from _arrays(schema, value)


def _types(schema: Mapping[str, Any]) -> Iterator[Value]:
    allowed = types_of(schema)
    wrong: dict[str, list[Any]] = {
        "string": [7, None],
        "integer": ["12", 1.5, None],
        "number": ["12", None],
        "boolean": ["yes", None],
        "array": ["text", {}],
        "object": ["text", []],
    }
    for kind in allowed & wrong.keys() if len(allowed - {"null"}) == 1 else ():
        for value in wrong[kind]:
            if value is None and "null" in allowed:
                continue
            said = "null" if value is None else repr(value)
            yield Value("type", f"{said} in the place of type {kind}", value)


def types_of(schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the values of `type`; none where it is not said."""
    said = schema.get("type", ())
    return frozenset([said] if isinstance(said, str) else said)


def _texts(schema: Mapping[str, Any], value: str) -> Iterator[Value]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", _LONGEST)
    if shortest > 0:
        yield Value("minLength", "a text shorter than minLength", value[: shortest - 1])
    if longest < _LONGEST:
        padded = (value or "a") + (value[-1:] or "a") * longest
        yield Value("maxLength", "a text longer than maxLength", padded[: longest + 1])
    if "pattern" in schema:
        for strange in _STRANGE:
            text = f"{value[: longest - 1]}{strange}"
            yield Value("pattern", f"a text with {strange!r} that the pattern leaves out", text)
    if schema.get("format") in _FORMATS:
        name = str(schema["format"])
        yield Value("format", f"a text that is no {name}", _FORMATS[name])


def _numbers(schema: Mapping[str, Any]) -> Iterator[Value]:
    steps = {"minimum": -1, "maximum": 1, "exclusiveMinimum": 0, "exclusiveMaximum": 0}
    for keyword, step in steps.items():
        if isinstance(schema.get(keyword), int | float):
            value = schema[keyword] + step
            yield Value(keyword, f"a number beyond {keyword}", value)
    if isinstance(schema.get("multipleOf"), int | float):
        yield Value("multipleOf", "a number that is no multiple", schema["multipleOf"] * 1.5)


def _arrays(schema: Mapping[str, Any], value: list[Any]) -> Iterator[Value]:
    fewest, most = schema.get("minItems", 0), schema.get("maxItems")
    if fewest > 0:
        yield Value("minItems", "fewer elements than minItems", value[: fewest - 1])
    if isinstance(most, int) and most < _LONGEST and value:
        elements = [value[0]] * (most + 1)
        yield Value("maxItems", "more elements than maxItems", elements)
    if schema.get("uniqueItems") and value:
        yield Value("uniqueItems", "the same element twice", [value[0], value[0]])


def absent(path: tuple[str | int, ...], name: str, case: Case[Any]) -> None:
    """Leave a member out of a request's body."""
    body = copy.deepcopy(case.body)
    holder_of(body, path).pop(name, None)
    case.body = body


def unknown_member(path: tuple[str | int, ...], name: str, value: Any, case: Case[Any]) -> None:
    """Put a member into a request's body."""
    body = copy.deepcopy(case.body)
    holder_of(body, path)[name] = value
    case.body = body


def holder_of(body: Any, path: tuple[str | int, ...]) -> Any:
    """Return the object or array at a path, objects on the way made where they are missing."""
    for step in path:
        body = body.setdefault(step, {}) if isinstance(body, dict) else body[step]
    return body
