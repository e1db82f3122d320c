"""What a schema lets a text be: how parameters and form fields become JSON values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from .contract_files import Contract, Located
from .guard import Guard, SchemaCheck
from .problems import Breach

ALL_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
SCALARS = ("integer", "number", "boolean", "string", "null")
INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,4299})")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,4299})(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
COMPOSED = ("allOf", "anyOf", "oneOf")


class Shape:
    """One or more schemas that speak about the same value."""

    def __init__(self, contract: Contract, guard: Guard, nodes: Sequence[Located]) -> None:
        """Hold the schemas; what they say is worked out when first asked for."""
        self._contract = contract
        self._guard = guard
        self._nodes = tuple(nodes)
        self._properties: dict[str, Shape] = {}

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that the value may have, `ALL_TYPES` where nothing is said."""
        said = [self._types_of(node, frozenset()) for node in self._nodes]
        restricted = [types for types in said if types != ALL_TYPES]
        return frozenset().union(*restricted) if restricted else ALL_TYPES

    @cached_property
    def scalar_types(self) -> tuple[str, ...]:
        """The scalar types, in the order in which a text is tried as each."""
        if self.types == ALL_TYPES:
            return ("string",)
        found = tuple(t for t in SCALARS if t in self.types)
        return tuple(t for t in found if not (t == "integer" and "number" in found))

    @property
    def allows_array(self) -> bool:
        """Tell whether an array is possible, and said to be."""
        return self.types != ALL_TYPES and "array" in self.types

    @property
    def allows_object(self) -> bool:
        """Tell whether an object is possible, and said to be."""
        return self.types != ALL_TYPES and "object" in self.types

    @cached_property
    def items(self) -> Shape:
        """The shape of an array's items."""
        nodes = [child for node in self._flat for key in ("items", "prefixItems")
                 if (child := node.get(key)) is not None]  # fmt: skip
        flat = [
            n
            for node in nodes
            for n in (node.elements() if isinstance(node.value, list) else [node])
        ]
        return Shape(self._contract, self._guard, flat)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the declared properties."""
        return frozenset(name for node in self._flat for name in node.value.get("properties", {}))

    @cached_property
    def file_names(self) -> frozenset[str]:
        """The names of the declared properties that are files, or lists of files."""
        declared = ((name, self.property(name)) for name in self.names)
        return frozenset(
            n for n, s in declared if s.is_file or (s.allows_array and s.items.is_file)
        )

    @cached_property
    def is_file(self) -> bool:
        """Tell whether a form carries the value as raw bytes (OpenAPI 3.1, section 4.8.14.3)."""
        said = {keyword for node in self._flat for keyword in node.value}
        return "contentMediaType" in said and "contentEncoding" not in said

    @cached_property
    def is_open(self) -> bool:
        """Tell whether an object may have properties that are not declared."""
        return not any(
            node.value.get(keyword) is False
            for node in self._flat
            for keyword in ("additionalProperties", "unevaluatedProperties")
        )

    @cached_property
    def default(self) -> Any:
        """The `default` of the schema or what it refers to, `None` where there is none."""
        found = [schema for node in self._nodes for schema in (node, self._contract.resolve(node))]
        said = [n.value for n in found if isinstance(n.value, Mapping) and "default" in n.value]
        return said[0]["default"] if said else None

    @cached_property
    def length_of_interest(self) -> int:
        """The length from which on it makes no difference how much longer a text is."""
        limits = [node.value.get(k) for node in self._flat for k in ("minLength", "maxLength")]
        return 1 + max((int(limit) for limit in limits if limit is not None), default=0)

    def property(self, name: str) -> Shape:
        """Return the shape of an object's property."""
        if name not in self.names:
            return self._additional
        if name not in self._properties:
            declared = (node.get("properties") for node in self._flat)
            found = [child for node in declared if node and (child := node.get(name)) is not None]
            self._properties[name] = Shape(self._contract, self._guard, found)
        return self._properties[name]

    @cached_property
    def _additional(self) -> Shape:
        found = [
            child for node in self._flat if (child := node.get("additionalProperties")) is not None
        ]
        return Shape(self._contract, self._guard, found)

    def read(self, text: str) -> Any:
        """Turn a text into the scalar that the schema means; the text itself where none fits."""
        types = self.scalar_types
        if len(types) == 1:
            return _scalar(text, types[0])
        candidates = [
            value for t in types if (value := _scalar(text, t)) is not text or t == "string"
        ]
        for candidate in candidates:
            if any(check.is_valid(candidate) for check in self._checks):
                return candidate
        return candidates[0] if candidates else text

    @cached_property
    def _checks(self) -> list[SchemaCheck]:
        return [SchemaCheck(self._guard, node.pointer) for node in self._nodes]

    @cached_property
    def _flat(self) -> list[Located]:
        """The schemas with everything that they are composed of."""
        found: dict[str, Located] = {}
        pending = list(self._nodes)
        while pending:
            node = pending.pop()
            if node.pointer not in found and isinstance(node.value, Mapping):
                found[node.pointer] = node
                pending.extend(self._parts(node))
        return list(found.values())

    def _parts(self, node: Located) -> Iterator[Located]:
        reference = node.value.get("$ref")
        target = self._contract.lookup(reference) if isinstance(reference, str) else None
        if target is not None:
            yield target
        for keyword in COMPOSED:
            parts = node.get(keyword)
            if parts is not None:
                yield from parts.elements()

    def _types_of(self, node: Located, seen: frozenset[str]) -> frozenset[str]:
        if not isinstance(node.value, Mapping) or node.pointer in seen:
            return ALL_TYPES
        seen |= {node.pointer}
        types = _own_types(node.value)
        reference = node.value.get("$ref")
        target = self._contract.lookup(reference) if isinstance(reference, str) else None
        if target is not None:
            types = _both(types, self._types_of(target, seen))
        for keyword in COMPOSED:
            parts = node.get(keyword)
            branches = [] if parts is None else [self._types_of(p, seen) for p in parts.elements()]
            if keyword == "allOf":
                for branch in branches:
                    types = _both(types, branch)
            elif branches:
                types = _both(types, frozenset().union(*branches))
        return types


class TextCheck(SchemaCheck):
    """The schema of what a text stands for, ready to check the text: `12` is an integer."""

    def __init__(self, guard: Guard, pointer: str, shape: Shape) -> None:
        """Hold the place of the schema, and what it lets a text be."""
        super().__init__(guard, pointer)
        self._shape = shape

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Tells whether the schema accepts what a text stands for."""
        accepts, read = self._validator.is_valid, self._shape.read
        return lambda text: accepts(read(text))

    def breaches(self, value: Any, at: str, limit: int) -> list[Breach]:
        """List where what a text stands for breaks the schema, `limit` places at most."""
        return super().breaches(self._shape.read(value), at, limit)


def _both(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """Intersect; an integer is a number, too."""
    if "number" in first and "integer" in second:
        first |= {"integer"}
    if "number" in second and "integer" in first:
        second |= {"integer"}
    return first & second


def _own_types(schema: Mapping[str, Any]) -> frozenset[str]:
    said = schema.get("type")
    if said is not None:
        return frozenset({said} if isinstance(said, str) else said)
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(values, list):
        return frozenset(_type_name(value) for value in values)
    if "properties" in schema or "additionalProperties" in schema:
        return frozenset({"object"})
    return frozenset({"array"}) if "items" in schema or "prefixItems" in schema else ALL_TYPES


def _type_name(value: Any) -> str:
    names: Mapping[type, str] = {bool: "boolean", int: "integer", float: "number", str: "string",
                                 list: "array", dict: "object", type(None): "null"}  # fmt: skip
    return names[type(value)]


def _scalar(text: str, kind: str) -> Any:
    """Read a text as one type; return the text itself where it is not of that type."""
    if kind == "integer":
        return int(text) if INTEGER.fullmatch(text) else text
    if kind == "number":
        return _number(text)
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    if kind == "null":
        return None if text == "null" else text
    return text


def _number(text: str) -> int | float | str:
    if INTEGER.fullmatch(text):
        return int(text)
    if not NUMBER.fullmatch(text):
        return text
    number = float(text)
    return text if math.isinf(number) else number
