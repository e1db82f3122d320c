"""Schemas taken apart into assertions that each can be looked at alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from adhere.document import Document
from adhere.fuzz.wire.schemas import Schemas
from adhere.source import Pointer

Test = Callable[[Any], bool]
Path = tuple[str, ...]

_NUMBERS = frozenset({"number"})
# Each assertion of JSON Schema validation (section 6), and the type of instance that it speaks of.
_PLAIN: Mapping[str, frozenset[str]] = {
    "type": frozenset(),
    "enum": frozenset(),
    "const": frozenset(),
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), frozenset({"string"})),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _NUMBERS
    ),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), frozenset({"array"})),
    **dict.fromkeys(("minProperties", "maxProperties"), frozenset({"object"})),
    "dependentRequired": frozenset({"object"}),
}
# Assertions that are made of a schema.
_OF_SCHEMA: Mapping[str, frozenset[str]] = {
    "not": frozenset(),
    "contains": frozenset({"array"}),
    "propertyNames": frozenset({"object"}),
}
_TYPES = {**_PLAIN, **_OF_SCHEMA, "additionalProperties": frozenset({"object"})}
_NOTHING_BELOW = frozenset({"minLength", "minItems", "minProperties"})
# Each format refuses one of these, or nobody asserts it.
_NO_FORMAT = ("(", "{", "\0 ")
# A pattern that is no regular expression, a reference that leads nowhere: nothing can be said.
UNUSABLE_SCHEMA = (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError)


@dataclass(frozen=True, slots=True)
class Assertion:
    """A keyword at its place, and whether a value keeps it.

    `members` are the values of an `enum`, `name` the property that `required` asks for. A value
    of a type that the keyword says nothing of is `None` in the eyes of `holds`.
    """

    keyword: str
    operand: Any
    pointer: Pointer
    types: frozenset[str]
    test: Test = field(compare=False)
    name: str | None = None
    may_break: bool = True

    def holds(self, value: Any) -> bool | None:
        """Tell whether a value keeps it; `None` where it says nothing of such values."""
        if self.types and type_of(value) not in self.types:
            return None
        return self.test(value)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A branch of `oneOf` or `anyOf`."""

    keyword: str
    pointer: Pointer
    test: Test = field(compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A schema for parts of the value: which, where it stands, how a path calls them."""

    pointer: Pointer
    select: Callable[[Any], Iterator[tuple[str, Any]]] = field(compare=False)
    name: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema object: its own assertions, schemas for the same value, for parts of it, branches.

    `conditions` are pairs of a test and the place of the schema that holds where it does.
    """

    assertions: tuple[Assertion, ...]
    same: tuple[Pointer, ...]
    parts: tuple[Part, ...]
    alternatives: tuple[Alternative, ...]
    conditions: tuple[tuple[Test, Pointer], ...]


def type_of(value: Any) -> str:
    """Return the type of a JSON value; an integer is a `number`."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


class Shapes:
    """Takes the schemas of one document apart, each once."""

    def __init__(self, document: Document, schemas: Schemas) -> None:
        """Take the document and its compiled schemas."""
        self._document = document
        self._schemas = schemas
        self._shapes: dict[Pointer, Shape] = {}

    def at(self, pointer: Pointer) -> Shape:
        """Return the shape of the schema at a place."""
        if pointer not in self._shapes:
            value = self._value(pointer)
            self._shapes[pointer] = self._shape(pointer, value if isinstance(value, dict) else {})
        return self._shapes[pointer]

    def validity(self, pointer: Pointer) -> Test:
        """Return what tells whether a value is valid under the schema at a place."""
        return self._schemas.at(pointer).is_valid

    def _value(self, pointer: Pointer) -> Any:
        value: Any = self._document.data
        for token in pointer.tokens:
            if isinstance(value, list):
                value = value[int(token)] if token.isdecimal() and int(token) < len(value) else None
            else:
                value = value.get(token) if isinstance(value, dict) else None
        return value

    def _shape(self, pointer: Pointer, schema: dict[str, Any]) -> Shape:
        same = [pointer.join("allOf", index) for index in range(len(schema.get("allOf", ())))]
        if isinstance(schema.get("$ref"), str):
            same += self._target(schema["$ref"])
        return Shape(
            assertions=tuple(self._assertions(pointer, schema)),
            same=tuple(same),
            parts=tuple(_parts(pointer, schema)),
            alternatives=tuple(
                Alternative(keyword, place, self.validity(place))
                for keyword in ("oneOf", "anyOf")
                for place in _indexed(pointer / keyword, schema.get(keyword))
            ),
            conditions=tuple(self._conditions(pointer, schema)),
        )

    def _target(self, reference: str) -> Iterator[Pointer]:
        try:
            pointer = Pointer.parse_fragment(reference)
        except ValueError:
            return
        if reference.startswith("#") and isinstance(self._value(pointer), dict):
            yield pointer

    def _conditions(
        self, pointer: Pointer, schema: dict[str, Any]
    ) -> Iterator[tuple[Test, Pointer]]:
        if "if" in schema:
            test = self.validity(pointer / "if")
            if "then" in schema:
                yield test, pointer / "then"
            if "else" in schema:
                yield (lambda value: not test(value)), pointer / "else"
        for name in schema.get("dependentSchemas", ()):
            yield _has(name), pointer.join("dependentSchemas", name)

    def _assertions(self, pointer: Pointer, schema: dict[str, Any]) -> Iterator[Assertion]:
        for keyword, operand in schema.items():
            if not self._is_written(pointer / keyword):
                continue
            if keyword == "required":
                yield from self._required(pointer / keyword, schema)
                continue
            test = self._test(keyword, pointer, schema)
            if test is not None:
                types = _TYPES[keyword]
                may_break = keyword not in _NOTHING_BELOW or operand > 0
                yield Assertion(
                    keyword, operand, pointer / keyword, types, test, may_break=may_break
                )

    def _test(self, keyword: str, pointer: Pointer, schema: dict[str, Any]) -> Test | None:
        """Return what tells whether a value keeps a keyword; `None` where it asserts nothing."""
        operand = schema[keyword]
        try:
            if keyword in _OF_SCHEMA:
                return self._schemas.at(pointer / keyword, keyword).is_valid
            if keyword in _PLAIN and operand is not False and _is_asserted(keyword, operand):
                return _alone(keyword, operand)
        except UNUSABLE_SCHEMA:
            return None
        return _closed(schema) if (keyword, operand) == ("additionalProperties", False) else None

    def _required(self, place: Pointer, schema: dict[str, Any]) -> Iterator[Assertion]:
        properties = schema.get("properties", {})
        for index, name in enumerate(schema["required"]):
            property_ = properties.get(name)
            is_read_only = isinstance(property_, dict) and property_.get("readOnly") is True
            if not is_read_only:
                types = frozenset({"object"})
                yield Assertion("required", name, place / index, types, _has(name), name=name)

    def _is_written(self, pointer: Pointer) -> bool:
        file, origin = self._document.origin(pointer)
        return file.has(origin)


def _alone(keyword: str, operand: Any) -> Test:
    return jsonschema_rs.Draft202012Validator({keyword: operand}, validate_formats=True).is_valid


def _is_asserted(keyword: str, operand: Any) -> bool:
    return keyword != "format" or not all(_alone(keyword, operand)(text) for text in _NO_FORMAT)


def _closed(schema: dict[str, Any]) -> Test:
    is_other = _others(schema)
    return lambda value: not any(is_other(name) for name in value)


def _others(schema: dict[str, Any]) -> Callable[[str], bool]:
    """Return what tells whether a member is one that `additionalProperties` speaks of."""
    names = frozenset(schema.get("properties", ()))
    patterns = [_alone("pattern", pattern) for pattern in schema.get("patternProperties", ())]
    return lambda name: name not in names and not any(matches(name) for matches in patterns)


def _has(name: str) -> Test:
    return lambda value: isinstance(value, dict) and name in value


def _indexed(pointer: Pointer, schemas: Any) -> Iterator[Pointer]:
    yield from (pointer / index for index in range(len(schemas or ())))


def _parts(pointer: Pointer, schema: dict[str, Any]) -> Iterator[Part]:
    for name in schema.get("properties", ()):
        yield Part(pointer.join("properties", name), _member(name), name)
    for pattern in schema.get("patternProperties", ()):
        place = pointer.join("patternProperties", pattern)
        yield Part(place, _members(_alone("pattern", pattern)), "*")
    if isinstance(schema.get("additionalProperties"), dict):
        yield Part(pointer / "additionalProperties", _members(_others(schema)), "*")
    prefix = schema.get("prefixItems", ())
    for index in range(len(prefix)):
        yield Part(pointer.join("prefixItems", index), _elements(index, index + 1), str(index))
    if isinstance(schema.get("items"), dict):
        yield Part(pointer / "items", _elements(len(prefix), None), "*")


def _member(name: str) -> Callable[[Any], Iterator[tuple[str, Any]]]:
    def select(value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict) and name in value:
            yield name, value[name]

    return select


def _members(is_meant: Callable[[str], bool]) -> Callable[[Any], Iterator[tuple[str, Any]]]:
    def select(value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict):
            yield from ((name, member) for name, member in value.items() if is_meant(name))

    return select


def _elements(start: int, end: int | None) -> Callable[[Any], Iterator[tuple[str, Any]]]:
    def select(value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, list):
            for index, element in enumerate(value[start:end], start):
                yield str(index), element

    return select
