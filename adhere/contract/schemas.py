"""Schema Objects, and the components that name them."""

from __future__ import annotations

from adhere.contract.cursor import Cursor
from adhere.contract.nodes import NamedSchema, Schema
from adhere.source import Pointer

SCHEMAS = Pointer(("components", "schemas"))


def read_schema(cursor: Cursor | None) -> Schema | None:
    """Return the schema at a place; `None` where there is none, or not a schema."""
    if cursor is None or not isinstance(cursor.value, dict | bool):
        return None
    return Schema(**cursor.node, value=cursor.value, component=_component(cursor))


def anything(cursor: Cursor) -> Schema:
    """Return the schema of what has none."""
    return Schema(**cursor.node, value=True)


def read_components(root: Cursor) -> tuple[NamedSchema, ...]:
    """Return the schemas of `components/schemas`, not yet named."""
    read = ((member, read_schema(member)) for member in root.members(*SCHEMAS.tokens))
    return tuple(
        NamedSchema(**member.node, key=member.token, class_name="", schema=schema)
        for member, schema in read
        if schema
    )


def _component(cursor: Cursor) -> str | None:
    if cursor.pointer.parent == SCHEMAS:
        return cursor.token
    if cursor.reference is None or len(cursor.value) > 1:
        return None
    return component_key(cursor.reference, SCHEMAS)


def component_key(reference: str, holder: Pointer) -> str | None:
    """Return `X` of `#/components/schemas/X`; `None` where it leads elsewhere."""
    if not reference.startswith("#"):
        return None
    try:
        pointer = Pointer.parse_fragment(reference)
    except ValueError:
        return None
    return pointer.tokens[-1] if pointer.tokens and pointer.parent == holder else None
