"""Which objects OpenAPI 3.0, 3.1 and 3.2 put where.

Documents are walked by this table, never by the names of keys alone: a schema property
called `$ref`, an example that looks like a schema, and an extension are left in peace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

Tokens = tuple[str, ...]

COMPONENT_NAME = re.compile(r"[A-Za-z0-9._-]+")
"""What a key of `components/schemas` looks like (Components Object)."""


class Kind(StrEnum):
    """An object of the specification, by its name there."""

    OPENAPI = "OpenAPI Object"
    COMPONENTS = "Components Object"
    PATHS = "Paths Object"
    PATH_ITEM = "Path Item Object"
    OPERATION = "Operation Object"
    PARAMETER = "Parameter Object"
    REQUEST_BODY = "Request Body Object"
    MEDIA_TYPE = "Media Type Object"
    ENCODING = "Encoding Object"
    RESPONSES = "Responses Object"
    RESPONSE = "Response Object"
    CALLBACK = "Callback Object"
    EXAMPLE = "Example Object"
    LINK = "Link Object"
    HEADER = "Header Object"
    SCHEMA = "Schema Object"
    SECURITY_SCHEME = "Security Scheme Object"


class Many(StrEnum):
    """How often an object stands in a field."""

    ONE = "one"
    LIST = "list"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Child:
    """What a field holds."""

    kind: Kind
    many: Many = Many.ONE


@dataclass(frozen=True, slots=True)
class ObjectType:
    """The fields of an object that hold further objects.

    `patterned` is what every other field holds (extensions excepted). `section` is the
    field of the Components Object where such objects may stand and be referred to.
    """

    fields: Mapping[str, Child] = field(default_factory=dict)
    patterned: Child | None = None
    section: str | None = None

    def child(self, key: str) -> Child | None:
        """Return what the field `key` holds; `None` for plain data."""
        known = self.fields.get(key)
        if known is not None or self.patterned is None or key.startswith("x-"):
            return known
        return self.patterned


_SCHEMA = Child(Kind.SCHEMA)
_SCHEMAS = Child(Kind.SCHEMA, Many.LIST)
_SCHEMA_MAP = Child(Kind.SCHEMA, Many.MAP)
_EXAMPLES = Child(Kind.EXAMPLE, Many.MAP)
_CONTENT = Child(Kind.MEDIA_TYPE, Many.MAP)
_HEADERS = Child(Kind.HEADER, Many.MAP)
_PARAMETERS = Child(Kind.PARAMETER, Many.LIST)
_OPERATION = Child(Kind.OPERATION)
_CALLBACKS = Child(Kind.CALLBACK, Many.MAP)
_PATH_ITEMS = Child(Kind.PATH_ITEM, Many.MAP)

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

SECTIONS: Mapping[str, Kind] = MappingProxyType(
    {
        "schemas": Kind.SCHEMA,
        "responses": Kind.RESPONSE,
        "parameters": Kind.PARAMETER,
        "examples": Kind.EXAMPLE,
        "requestBodies": Kind.REQUEST_BODY,
        "headers": Kind.HEADER,
        "securitySchemes": Kind.SECURITY_SCHEME,
        "links": Kind.LINK,
        "callbacks": Kind.CALLBACK,
        "pathItems": Kind.PATH_ITEM,
        "mediaTypes": Kind.MEDIA_TYPE,
    }
)

_PARAMETER_FIELDS = {"schema": _SCHEMA, "examples": _EXAMPLES, "content": _CONTENT}

GRAMMAR: Mapping[Kind, ObjectType] = MappingProxyType(
    {
        Kind.OPENAPI: ObjectType(
            {
                "paths": Child(Kind.PATHS),
                "webhooks": _PATH_ITEMS,
                "x-webhooks": _PATH_ITEMS,  # what they were called before 3.1 had them
                "components": Child(Kind.COMPONENTS),
            }
        ),
        Kind.COMPONENTS: ObjectType(
            {name: Child(kind, Many.MAP) for name, kind in SECTIONS.items()}
        ),
        Kind.PATHS: ObjectType(patterned=Child(Kind.PATH_ITEM)),
        Kind.PATH_ITEM: ObjectType(
            {
                **dict.fromkeys(METHODS, _OPERATION),
                "additionalOperations": Child(Kind.OPERATION, Many.MAP),
                "parameters": _PARAMETERS,
            },
            section="pathItems",
        ),
        Kind.OPERATION: ObjectType(
            {
                "parameters": _PARAMETERS,
                "requestBody": Child(Kind.REQUEST_BODY),
                "responses": Child(Kind.RESPONSES),
                "callbacks": _CALLBACKS,
            }
        ),
        Kind.PARAMETER: ObjectType(_PARAMETER_FIELDS, section="parameters"),
        Kind.HEADER: ObjectType(_PARAMETER_FIELDS, section="headers"),
        Kind.REQUEST_BODY: ObjectType({"content": _CONTENT}, section="requestBodies"),
        Kind.MEDIA_TYPE: ObjectType(
            {
                "schema": _SCHEMA,
                "itemSchema": _SCHEMA,
                "examples": _EXAMPLES,
                "encoding": Child(Kind.ENCODING, Many.MAP),
                "prefixEncoding": Child(Kind.ENCODING, Many.LIST),
                "itemEncoding": Child(Kind.ENCODING),
            },
            section="mediaTypes",
        ),
        Kind.ENCODING: ObjectType(
            {
                "headers": _HEADERS,
                "encoding": Child(Kind.ENCODING, Many.MAP),
                "prefixEncoding": Child(Kind.ENCODING, Many.LIST),
                "itemEncoding": Child(Kind.ENCODING),
            }
        ),
        Kind.RESPONSES: ObjectType(patterned=Child(Kind.RESPONSE)),
        Kind.RESPONSE: ObjectType(
            {"headers": _HEADERS, "content": _CONTENT, "links": Child(Kind.LINK, Many.MAP)},
            section="responses",
        ),
        Kind.CALLBACK: ObjectType(patterned=Child(Kind.PATH_ITEM), section="callbacks"),
        Kind.EXAMPLE: ObjectType(section="examples"),
        Kind.LINK: ObjectType(section="links"),
        Kind.SECURITY_SCHEME: ObjectType(section="securitySchemes"),
        Kind.SCHEMA: ObjectType(
            {
                "allOf": _SCHEMAS,
                "anyOf": _SCHEMAS,
                "oneOf": _SCHEMAS,
                "prefixItems": _SCHEMAS,
                "not": _SCHEMA,
                "if": _SCHEMA,
                "then": _SCHEMA,
                "else": _SCHEMA,
                "items": _SCHEMA,
                "contains": _SCHEMA,
                "additionalItems": _SCHEMA,
                "unevaluatedItems": _SCHEMA,
                "additionalProperties": _SCHEMA,
                "unevaluatedProperties": _SCHEMA,
                "propertyNames": _SCHEMA,
                "contentSchema": _SCHEMA,
                "properties": _SCHEMA_MAP,
                "patternProperties": _SCHEMA_MAP,
                "dependentSchemas": _SCHEMA_MAP,
                "dependencies": _SCHEMA_MAP,
                "$defs": _SCHEMA_MAP,
                "definitions": _SCHEMA_MAP,
            },
            section="schemas",
        ),
    }
)


Visit = Callable[[Kind, Any, Tokens], Any]
"""Called with what an object is, its value and its place; returns its replacement."""

VisitField = Callable[[Child, Any, Tokens], Any]
"""The same for what a field holds: an object, a list or a map of them."""


def rebuild(
    kind: Kind, value: Mapping[str, Any], tokens: Tokens, visit_field: VisitField
) -> dict[str, Any]:
    """Copy an object, each field that holds objects replaced by what `visit_field` returns."""
    grammar = GRAMMAR[kind]
    result = dict(value)
    for key, inner in value.items():
        if isinstance(inner, dict | list):
            child = grammar.child(key)
            if child is not None:
                result[key] = visit_field(child, inner, (*tokens, key))
    return result


def rebuild_field(child: Child, value: Any, tokens: Tokens, visit: Visit) -> Any:
    """Copy what a field holds, object by object; what has not its shape is kept as it is."""
    if child.many is Many.MAP:
        if not isinstance(value, dict):
            return value
        return {key: visit(child.kind, inner, (*tokens, key)) for key, inner in value.items()}
    if isinstance(value, list):
        # `items` was also a list until JSON Schema 2020-12.
        return [visit(child.kind, inner, (*tokens, str(i))) for i, inner in enumerate(value)]
    return visit(child.kind, value, tokens) if child.many is Many.ONE else value


def schemas(document: Mapping[str, Any]) -> Iterator[tuple[Tokens, dict[str, Any]]]:
    """Walk every Schema Object of a document that is no boolean, with its place."""
    pending: list[tuple[Kind, Any, Tokens]] = [(Kind.OPENAPI, document, ())]

    def visit(kind: Kind, value: Any, tokens: Tokens) -> Any:
        pending.append((kind, value, tokens))
        return value

    while pending:
        kind, value, tokens = pending.pop()
        if isinstance(value, dict):
            if kind is Kind.SCHEMA:
                yield tokens, value
            rebuild(kind, value, tokens, lambda c, v, t: rebuild_field(c, v, t, visit))


def kind_at(kind: Kind, tokens: Tokens) -> Kind | None:
    """Return what stands at `tokens` below an object of `kind`; `None` where that is no object."""
    remaining = list(reversed(tokens))
    while remaining:
        child = GRAMMAR[kind].child(remaining.pop())
        if child is None:
            return None
        kind = child.kind
        in_list = bool(remaining) and remaining[-1].isdecimal() and kind is Kind.SCHEMA
        if child.many is not Many.ONE or in_list:
            if not remaining:
                return None
            remaining.pop()
    return kind
