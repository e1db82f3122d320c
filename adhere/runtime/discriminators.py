"""Discriminators: which alternative a value says it is (OpenAPI 3.1, section 4.8.25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import ValidationError


@dataclass(frozen=True, slots=True)
class Choice:
    """What a value says in the discriminator's property; `branch` is `None` for no alternative.

    `name` is that of the alternative's component.
    """

    property: str
    branch: int | None
    name: str


def chosen(document: Mapping[str, Any], error: ValidationError) -> Choice | None:
    """Return what the value of an `anyOf` or `oneOf` error says it is.

    `None` where the schema has no discriminator, or the value does not have its property.
    """
    schema = _at(document, error.schema_path[:-1])
    found = schema.get("discriminator") if isinstance(schema, dict) else None
    discriminator: dict[str, Any] = found if isinstance(found, dict) else {}
    name = discriminator.get("propertyName")
    value = error.instance.get(str(name)) if isinstance(error.instance, dict) else None
    if not isinstance(name, str) or not isinstance(value, str):
        return None
    wanted = _component(discriminator.get("mapping", {}).get(value, value))
    names = [_component(part.get("$ref", "")) for part in schema[error.kind.name]]
    return Choice(name, names.index(wanted) if wanted in names else None, wanted)


def _at(node: Any, path: list[str | int]) -> Any:
    for token in path:
        inside = token in node if isinstance(node, dict) else isinstance(node, list)
        if not inside:
            return None
        node = node[token]
    return node


def _component(reference: str) -> str:
    return reference.rstrip("#").rpartition("/")[2]
