"""Walking the schemas of a contract (JSON Schema 2020-12 inside OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

SCHEMA = ("additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
          "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
SCHEMA_ARRAY = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAP = ("$defs", "dependentSchemas", "patternProperties", "properties")
DATA = frozenset({"example", "examples", "default", "enum", "const", "value", "dataValue"})
MAPS_OF_NAMES = frozenset({"responses", "parameters", "requestBodies", "headers", "pathItems",
                           "callbacks", "paths", "webhooks", "content", "mediaTypes"})  # fmt: skip


def subschemas(schema: dict[str, Any]) -> Iterator[Any]:
    """Yield the schemas directly inside a schema."""
    for keyword in SCHEMA:
        if keyword in schema:
            yield schema[keyword]
    for keyword in SCHEMA_ARRAY:
        if isinstance(schema.get(keyword), list):
            yield from schema[keyword]
    for keyword in SCHEMA_MAP:
        if isinstance(schema.get(keyword), dict):
            yield from schema[keyword].values()


def schemas_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every object schema of a document, those inside schemas included."""
    pending = list(_roots(document))
    while pending:
        schema = pending.pop()
        if isinstance(schema, dict):
            yield schema
            pending.extend(subschemas(schema))


def resources_of(document: dict[str, Any], base: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema that has an `$id`, with its URI (JSON Schema core, section 8.2.1)."""
    pending = [(schema, base) for schema in _roots(document)]
    while pending:
        schema, uri = pending.pop()
        if not isinstance(schema, dict):
            continue
        if isinstance(schema.get("$id"), str):
            uri = urljoin(uri, schema["$id"])
            yield uri.partition("#")[0], schema
        pending.extend((inner, uri) for inner in subschemas(schema))


def _roots(document: dict[str, Any]) -> Iterator[Any]:
    components = document.get("components")
    if isinstance(components, dict) and isinstance(components.get("schemas"), dict):
        yield from components["schemas"].values()
    pending: list[tuple[Any, bool]] = [(document, False)]
    while pending:
        node, names = pending.pop()
        if isinstance(node, list):
            pending.extend((element, False) for element in node)
        elif isinstance(node, dict):
            for key, value in node.items():
                if names:
                    pending.append((value, False))
                elif key in {"schema", "itemSchema"}:
                    yield value
                elif key not in DATA and not (key == "schemas" and node is components):
                    pending.append((value, key in MAPS_OF_NAMES))
