"""OpenAPI 3.0, 3.1 and 3.2 to one dialect: OpenAPI 3.1 with JSON Schema 2020-12 schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adhere.document.grammar import COMPONENT_NAME, Child, Kind, Tokens, rebuild, rebuild_field
from adhere.source import Pointer

_ENCODINGS = {"byte": "base64", "base64": "base64", "base64url": "base64url"}
_INTERNAL_VERSION = "3.1.1"


def normalise(served: dict[str, Any], version: str) -> dict[str, Any]:
    """Return the document in the internal dialect; `served` is left as it is."""
    dialect = _Dialect(is_30=version.startswith("3.0"))
    result: dict[str, Any] = dialect.visit(Kind.OPENAPI, served, ())
    if dialect.is_30:
        result["openapi"] = _INTERNAL_VERSION
    return result


@dataclass(frozen=True, slots=True)
class _Dialect:
    """The dialect that a document is written in."""

    is_30: bool

    def visit(self, kind: Kind, value: Any, tokens: Tokens) -> Any:
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$ref"), str) and (self.is_30 or kind is not Kind.SCHEMA):
            return self._reference(value)
        result = rebuild(kind, value, tokens, self._field)
        if kind is Kind.SCHEMA:
            self._schema(result)
        return result

    def _field(self, child: Child, value: Any, tokens: Tokens) -> Any:
        return rebuild_field(child, value, tokens, self.visit)

    def _reference(self, value: dict[str, Any]) -> dict[str, Any]:
        """Other fields beside `$ref` "SHALL be ignored" (Reference Object, each version)."""
        fields = ("$ref",) if self.is_30 else ("$ref", "summary", "description")
        return {name: value[name] for name in fields if name in value}

    def _schema(self, schema: dict[str, Any]) -> None:
        if self.is_30:
            _nullable_to_type(schema)
            _exclusive_to_number(schema, "exclusiveMinimum", "minimum")
            _exclusive_to_number(schema, "exclusiveMaximum", "maximum")
        _example_to_examples(schema)
        _format_to_content(schema)
        _mapping_to_references(schema)


def _nullable_to_type(schema: dict[str, Any]) -> None:
    """`nullable` counts only beside a `type` (OpenAPI 3.0.3, Schema Object)."""
    if schema.pop("nullable", False) is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]


def _exclusive_to_number(schema: dict[str, Any], exclusive: str, limit: str) -> None:
    flag = schema.get(exclusive)
    if not isinstance(flag, bool):
        return
    del schema[exclusive]
    if flag and limit in schema:
        schema[exclusive] = schema.pop(limit)


def _example_to_examples(schema: dict[str, Any]) -> None:
    if "example" in schema:
        example = schema.pop("example")
        schema.setdefault("examples", [example])


def _format_to_content(schema: dict[str, Any]) -> None:
    """Add the annotations of JSON Schema section 8; `format` stays, it asserts nothing."""
    form = schema.get("format")
    if form == "binary":
        schema.setdefault("contentMediaType", "application/octet-stream")
    elif isinstance(form, str) and form in _ENCODINGS:
        schema.setdefault("contentEncoding", _ENCODINGS[form])


def _mapping_to_references(schema: dict[str, Any]) -> None:
    """Write bare names of a discriminator's mapping as the references that they stand for."""
    discriminator = schema.get("discriminator")
    if not isinstance(discriminator, dict):
        return
    mapping = discriminator.get("mapping")
    if isinstance(mapping, dict):
        schema["discriminator"] = {
            **discriminator,
            "mapping": {key: _mapped(value) for key, value in mapping.items()},
        }


def _mapped(value: Any) -> Any:
    if isinstance(value, str) and COMPONENT_NAME.fullmatch(value):
        return Pointer(("components", "schemas", value)).fragment
    return value
