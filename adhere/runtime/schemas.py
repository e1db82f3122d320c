"""Walking the schemas of a contract (JSON Schema 2020-12 inside OpenAPI 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .contract_files import escape

SCHEMA = ("additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
          "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties")  # fmt: skip
SCHEMA_ARRAY = ("allOf", "anyOf", "oneOf", "prefixItems")
SCHEMA_MAP = ("$defs", "dependentSchemas", "patternProperties", "properties")
DATA = frozenset({"example", "examples", "default", "enum", "const", "value", "dataValue"})
MAPS_OF_NAMES = frozenset({"responses", "parameters", "requestBodies", "headers", "pathItems",
                           "callbacks", "paths", "webhooks", "content", "mediaTypes"})  # fmt: skip


def subschemas(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the schemas directly inside a schema, each with its pointer from there."""
    for keyword in SCHEMA:
        if keyword in schema:
            yield f"/{keyword}", schema[keyword]
    for keyword in SCHEMA_ARRAY:
        if isinstance(schema.get(keyword), list):
            for index, inner in enumerate(schema[keyword]):
                yield f"/{keyword}/{index}", inner
    for keyword in SCHEMA_MAP:
        if isinstance(schema.get(keyword), dict):
            for name, inner in schema[keyword].items():
                yield f"/{keyword}/{escape(name)}", inner


def schemas_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every object schema of a document, those inside schemas included."""
    for _, schema, _ in located_schemas(document):
        yield schema


def located_schemas(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield every object schema with its pointer, and whether it stands in no other schema."""
    pending = [(pointer, schema, True) for pointer, schema in _roots(document)]
    while pending:
        pointer, schema, is_root = pending.pop()
        if isinstance(schema, dict):
            yield pointer, schema, is_root
            inner = subschemas(schema)
            pending.extend((pointer + below, found, False) for below, found in inner)


def _roots(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    components = document.get("components")
    if isinstance(components, dict) and isinstance(components.get("schemas"), dict):
        for name, schema in components["schemas"].items():
            yield f"/components/schemas/{escape(name)}", schema
    pending: list[tuple[str, Any, bool]] = [("", document, False)]
    while pending:
        pointer, node, names = pending.pop()
        if isinstance(node, list):
            pending.extend((f"{pointer}/{n}", element, False) for n, element in enumerate(node))
        elif isinstance(node, dict):
            for key, value in node.items():
                below = f"{pointer}/{escape(key)}"
                if names:
                    pending.append((below, value, False))
                elif key in {"schema", "itemSchema"}:
                    yield below, value
                elif key not in DATA and not (key == "schemas" and node is components):
                    pending.append((below, value, key in MAPS_OF_NAMES))
