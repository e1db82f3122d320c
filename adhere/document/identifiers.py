"""Schemas that carry a name of their own (JSON Schema 2020-12 core, sections 8.2.1 and 8.2.2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urljoin

from adhere.document.grammar import Child, Kind, Tokens, rebuild, rebuild_field

_OPENAPI_FIELDS = ("openapi", "paths", "components")


class Identifiers:
    """The `$id`s of a file by absolute URI, and the anchors by the URI they belong to and name."""

    def __init__(self, data: Any, uri: str) -> None:
        """Look through a file: an OpenAPI document, or else a schema."""
        self.resources: dict[str, Tokens] = {}
        self.anchors: dict[tuple[str, str], Tokens] = {}
        self._bases = [uri]
        self.has_dynamic_anchors = False
        self.is_openapi = isinstance(data, dict) and any(name in data for name in _OPENAPI_FIELDS)
        self._visit(Kind.OPENAPI if self.is_openapi else Kind.SCHEMA, data, ())
        if self.is_openapi and isinstance(data.get("$self"), str):
            self.resources[urljoin(uri, data["$self"])] = ()

    def _visit(self, kind: Kind, value: Any, tokens: Tokens) -> Any:
        if not isinstance(value, dict):
            return value
        depth = len(self._bases)
        if kind is Kind.SCHEMA:
            self._schema(value, tokens)
        rebuild(kind, value, tokens, self._field)
        del self._bases[depth:]
        return value

    def _field(self, child: Child, value: Any, tokens: Tokens) -> Any:
        return rebuild_field(child, value, tokens, self._visit)

    def _schema(self, schema: dict[str, Any], tokens: Tokens) -> None:
        identifier = schema.get("$id")
        if isinstance(identifier, str):
            self._bases.append(urldefrag(urljoin(self._bases[-1], identifier)).url)
            self.resources.setdefault(self._bases[-1], tokens)
        self.has_dynamic_anchors |= "$dynamicAnchor" in schema
        for keyword in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(keyword), str):
                self.anchors.setdefault((self._bases[-1], schema[keyword]), tokens)
