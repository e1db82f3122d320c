"""Which types are lists of closed objects, whose members nobody needs to look for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]

NUMBERS = {"int", "float", "bool", "decimal"}
TIMES = {"date", "time", "datetime", "timedelta"}
OTHERS = {"str", "bytes", "none", "literal", "enum", "uuid", "url", "function-plain"}
SCALARS = NUMBERS | TIMES | OTHERS
# Kinds of Pydantic's core schemas that hold one other, and where.
HOLDERS = {
    "nullable": "schema",
    "default": "schema",
    "missing-sentinel": "schema",
    "model-field": "schema",
    "list": "items_schema",
}


def lists_closed_objects(schema: Node) -> bool:
    """Tell whether a core schema is a list of objects that are closed, and all in them is.

    The guard has refused every member that such an object does not have, so Pydantic may take
    it without looking. Not so where the members tell alternatives apart, or are kept.
    """
    known = {node["ref"]: node for node in schema.get("definitions", ())}
    root = schema["schema"] if schema["type"] == "definitions" else schema
    if root["type"] != "list":
        return False
    pending, seen = [root], set[int]()
    while pending:
        node = pending.pop()
        if node["type"] == "definition-ref":
            node = known[node["schema_ref"]]
        if id(node) in seen:
            continue
        seen.add(id(node))
        held = _held(node)
        if held is None:
            return False
        pending += held
    return True


def _held(node: Node) -> Sequence[Node] | None:
    """Return the schemas inside of one, `None` where it is not closed or not known."""
    kind = node["type"]
    if kind in SCALARS:
        return ()
    if kind in HOLDERS and HOLDERS[kind] in node:
        return (node[HOLDERS[kind]],)
    if kind == "union" and all(_is_scalar(choice) for choice in node["choices"]):
        return ()
    forbids = node.get("config", {}).get("extra_fields_behavior") == "forbid"
    if kind == "model" and forbids and node["schema"]["type"] == "model-fields":
        return tuple(node["schema"]["fields"].values())
    return None


def _is_scalar(choice: Any) -> bool:
    return isinstance(choice, Mapping) and choice["type"] in SCALARS
