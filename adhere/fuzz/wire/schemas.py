"""Validators of the contract's schemas, as requests must meet them."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from adhere.contract.nodes import Schema
from adhere.source import Pointer

_CONTRACT = "urn:adhere:contract"


class Schemas:
    """Compiles each schema of the bundled document once, formats asserted.

    A property that is `readOnly` is never required in a request (OpenAPI 3.1, 4.8.24.1).
    """

    def __init__(self, data: dict[str, Any]) -> None:
        """Take the bundled document; it is not changed."""
        view = _request_view(data)
        self._data = data
        self._registry = jsonschema_rs.Registry([(_CONTRACT, view)])
        self._validators: dict[tuple[str, str | None], jsonschema_rs.Draft202012Validator] = {}

    def validator(self, schema: Schema) -> jsonschema_rs.Draft202012Validator:
        """Return the validator of this place in the document."""
        return self.at(schema.pointer)

    def at(
        self, pointer: Pointer, keyword: str | None = None
    ) -> jsonschema_rs.Draft202012Validator:
        """Return the validator of the schema at a place, or of a keyword that is made of it."""
        reference = {"$ref": f"{_CONTRACT}{pointer.fragment}"}
        key = (pointer.fragment, keyword)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                reference if keyword is None else {keyword: reference},
                registry=self._registry,
                validate_formats=True,
            )
        return self._validators[key]

    def types(self, schema: Schema) -> frozenset[str]:
        """Return the values of `type` behind any `$ref`; nothing where it is not said plainly."""
        declared = self._resolved(schema.value).get("type")
        return frozenset([declared] if isinstance(declared, str) else declared or ())

    def has_property(self, schema: Schema, name: str) -> bool:
        """Tell whether the schema, or a part of its `allOf`, declares a property of this name."""
        value = self._resolved(schema.value)
        parts = [value, *(self._resolved(part) for part in value.get("allOf", ()))]
        return any(name in part.get("properties", {}) for part in parts)

    def is_password(self, schema: Schema, name: str) -> bool:
        """Tell whether a property is a password: by its `format`, or by `writeOnly`."""
        value = self._resolved(schema.value)
        found = self._resolved(value.get("properties", {}).get(name))
        return found.get("format") == "password" or found.get("writeOnly") is True

    def _resolved(self, value: Any) -> dict[str, Any]:
        seen: set[str] = set()
        while isinstance(value, dict) and "$ref" in value and value["$ref"] not in seen:
            seen.add(value["$ref"])
            value = self._follow(value["$ref"])
        return value if isinstance(value, dict) else {}

    def _follow(self, reference: str) -> Any:
        value: Any = self._data
        for token in reference.removeprefix("#/").split("/"):
            key = token.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if isinstance(value, dict) else None
        return value


def _request_view(value: Any) -> Any:
    if isinstance(value, list):
        return [_request_view(item) for item in value]
    if not isinstance(value, dict):
        return value
    view = {key: _request_view(item) for key, item in value.items()}
    properties, required = view.get("properties"), view.get("required")
    if isinstance(properties, dict) and isinstance(required, list):
        view["required"] = [name for name in required if not _is_read_only(properties.get(name))]
    return view


def _is_read_only(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("readOnly") is True
