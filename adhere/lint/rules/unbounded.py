"""Strings and arrays of requests without an upper bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adhere.contract import Cursor, Operation, Schema
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject

# Formats whose values have a bounded length, or that stand for a file.
BOUNDED_FORMATS = frozenset(
    {
        "binary", "byte", "date", "date-time", "duration", "ipv4", "ipv6", "time", "uuid",
        "char", "decimal", "double", "float", "int32", "int64",
    }
)  # fmt: skip
SHOWN = 3


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every schema that a request is checked against."""
    seen: set[str] = set()
    for operation in subject.contract.operations:
        for label, schema in _schemas(operation):
            cursor = Cursor.of(schema) if schema.value is not True else None
            if cursor is not None:
                yield from _visit(cursor, label, seen)


def _schemas(operation: Operation) -> Iterator[tuple[str, Schema]]:
    for parameter in operation.parameters:
        if parameter.is_declared:
            yield f"the {parameter.location} parameter {parameter.name!r}", parameter.schema
    if operation.request_body:
        for media_type in operation.request_body.content:
            if media_type.schema:
                yield f"the {media_type.range} body", media_type.schema


def _visit(cursor: Cursor, label: str, seen: set[str]) -> Iterator[Finding]:
    """Look at a schema and what it holds; an object's properties make one finding together."""
    if str(cursor.pointer) in seen or not isinstance(cursor.value, dict):
        return
    seen.add(str(cursor.pointer))
    if cursor.reference is not None:
        yield from _follow(cursor, label, seen)
        return
    missing = _missing(cursor.value)
    if missing:
        yield Finding(cursor, f"{label} has no {missing}", _mend(missing))
    yield from _properties(cursor, seen)
    for key in ("items", "additionalProperties"):
        held = cursor.get(key)
        if held:
            yield from _visit(held, f"each of the {key} of {label}", seen)
    for key in ("allOf", "anyOf", "oneOf", "prefixItems"):
        for element in cursor.elements(key):
            yield from _visit(element, label, seen)


def _follow(cursor: Cursor, label: str, seen: set[str]) -> Iterator[Finding]:
    try:
        target = cursor.follow()
    except LookupError:
        return
    name = target.token if target.pointer.tokens else ""
    is_component = target.pointer.tokens[:2] == ("components", "schemas")
    yield from _visit(target, f"the schema {name!r}" if is_component else label, seen)


def _properties(cursor: Cursor, seen: set[str]) -> Iterator[Finding]:
    unbounded: list[tuple[Cursor, str]] = []
    for member in cursor.members("properties"):
        if not isinstance(member.value, dict) or member.value.get("readOnly") is True:
            continue
        missing = _missing(member.value)
        if missing:
            seen.add(str(member.pointer))
            unbounded.append((member, missing))
            items = member.get("items")
            if items:
                yield from _visit(items, f"each element of {member.token!r}", seen)
        else:
            yield from _visit(member, f"the property {member.token!r}", seen)
    if unbounded:
        yield _together(unbounded)


def _together(unbounded: list[tuple[Cursor, str]]) -> Finding:
    first, missing = unbounded[0]
    names = [repr(member.token) for member, _ in unbounded]
    shown = ", ".join(names[:SHOWN])
    if len(names) == 1:
        return Finding(first, f"the property {shown} has no {missing}", _mend(missing))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    keywords = " or ".join(sorted({keyword for _, keyword in unbounded}))
    return Finding(first, f"the properties {shown}{more} have no {keywords}", _mend(keywords))


def _missing(schema: Mapping[str, Any]) -> str | None:
    """Return the keyword that would bound a string or an array, where it lacks."""
    if "enum" in schema or "const" in schema:
        return None
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "string" in kinds and "maxLength" not in schema:
        return None if _is_bounded_text(schema) else "maxLength"
    return "maxItems" if "array" in kinds and "maxItems" not in schema else None


def _is_bounded_text(schema: Mapping[str, Any]) -> bool:
    if schema.get("format") in BOUNDED_FORMATS:
        return True
    if schema.get("contentEncoding") or schema.get("contentMediaType"):
        return True
    pattern = schema.get("pattern")
    if not isinstance(pattern, str) or not (pattern.startswith("^") and pattern.endswith("$")):
        return False
    return not any(mark in pattern for mark in ("*", "+", ",}"))


def _mend(missing: str) -> str:
    return f"Add {missing} with the most that a caller may send."


RULE = Rule(
    id="unbounded",
    severity=Severity.WARNING,
    summary="A string or an array in a request has no upper bound.",
    why="A caller may send as much as the server takes, and everything behind must bear it.",
    mend="Add maxLength to strings and maxItems to arrays.",
    bad="""\
name: {type: string}
tags: {type: array, items: {type: string, maxLength: 50}}
""",
    good="""\
name: {type: string, maxLength: 200}
tags: {type: array, maxItems: 20, items: {type: string, maxLength: 50}}
""",
    check=check,
)
