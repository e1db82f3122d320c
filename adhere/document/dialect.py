"""OpenAPI 3.0, 3.1 and 3.2 to one dialect: OpenAPI 3.1 with JSON Schema 2020-12 schemas."""

from __future__ import annotations

from typing import Any

from adhere.document.grammar import Kind, Tokens, rebuild

_ENCODINGS = {"byte": "base64", "base64": "base64", "base64url": "base64url"}
_INTERNAL_VERSION = "3.1.1"


def normalise(served: dict[str, Any], version: str) -> dict[str, Any]:
    """Return the document in the internal dialect; `served` is left as it is."""
    visit = _visit_30 if version.startswith("3.0") else _visit_31
    result = rebuild(Kind.OPENAPI, served, (), visit)
    if version.startswith("3.0"):
        result["openapi"] = _INTERNAL_VERSION
    return result


def _visit_31(kind: Kind, value: Any, tokens: Tokens) -> Any:
    if not isinstance(value, dict):
        return value
    result = rebuild(kind, value, tokens, _visit_31)
    if kind is Kind.SCHEMA:
        _example_to_examples(result)
        _format_to_content(result)
    return result


def _visit_30(kind: Kind, value: Any, tokens: Tokens) -> Any:
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        # OpenAPI 3.0.4 section 4.7.23: properties beside `$ref` shall be ignored.
        return {"$ref": value["$ref"]}
    result = rebuild(kind, value, tokens, _visit_30)
    if kind is Kind.SCHEMA:
        _nullable_to_type(result)
        _exclusive_to_number(result, "exclusiveMinimum", "minimum")
        _exclusive_to_number(result, "exclusiveMaximum", "maximum")
        _example_to_examples(result)
        _format_to_content(result)
    return result


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
