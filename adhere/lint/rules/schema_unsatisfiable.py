"""A schema that no value satisfies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adhere.contract import Cursor
from adhere.contract.references import references
from adhere.contract.walk import Part, walk
from adhere.diagnostics import Severity
from adhere.document.grammar import Kind
from adhere.lint.rule import Finding, Rule, Subject
from adhere.lint.schemas import Schemas
from adhere.source import Pointer

# Without one of these a schema takes some value, whatever else it says.
_NARROWING = frozenset(
    {
        "allOf", "anyOf", "const", "contains", "dependentRequired", "else", "enum",
        "exclusiveMaximum", "exclusiveMinimum", "if", "maxContains", "maxItems", "maxLength",
        "maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties",
        "minimum", "multipleOf", "not", "oneOf", "pattern", "propertyNames",
        "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every schema; name the causes, not what contains or refers to them."""
    unsatisfiable = {cursor.pointer: cursor for cursor in _unsatisfiable(subject)}
    for cursor in unsatisfiable.values():
        if not any(target in unsatisfiable for target in _targets(cursor)):
            yield Finding(
                cursor,
                "no value satisfies this schema",
                "Correct the keywords that contradict each other; "
                "write 'not: {}' if nothing is to be allowed.",
            )


def _unsatisfiable(subject: Subject) -> Iterator[Cursor]:
    """Walk the schemas that take no value, from the inside out; what holds one is passed over."""
    schemas = Schemas(subject.document)
    found: set[Pointer] = set()
    parts = [p for p in walk(Part(Kind.OPENAPI, subject.root)) if p.kind is Kind.SCHEMA]
    for part in reversed(parts):
        pointer = part.cursor.pointer
        if not _may_be_empty(part) or any(inner.starts_with(pointer) for inner in found):
            continue
        if schemas.is_unsatisfiable(part.cursor):
            found.add(pointer)
            yield part.cursor


def _targets(cursor: Cursor) -> Iterator[Pointer]:
    """Walk the places, others than the schema itself, that a schema refers to."""
    for reference in references(cursor, Kind.SCHEMA):
        try:
            target = cursor.target(reference).pointer
        except LookupError:
            continue
        if target != cursor.pointer:
            yield target


def _may_be_empty(part: Part) -> bool:
    value = part.cursor.value
    if not isinstance(value, dict) or value == {"not": {}}:
        return False
    return not _NARROWING.isdisjoint(value) or _requires_the_impossible(value)


def _requires_the_impossible(schema: Mapping[str, Any]) -> bool:
    """Tell whether `required` may contradict more than the properties, each looked at anyway."""
    properties = schema.get("properties", {})
    has_never = isinstance(properties, dict) and False in properties.values()
    return "required" in schema and ("additionalProperties" in schema or has_never)


RULE = Rule(
    id="schema-unsatisfiable",
    severity=Severity.ERROR,
    summary="It is proved that no value satisfies a schema.",
    why="Every request or reply that must satisfy it is refused.",
    mend="Correct the keywords that contradict each other.",
    bad="""\
quantity: {type: integer, minimum: 10, maximum: 1}
""",
    good="""\
quantity: {type: integer, minimum: 1, maximum: 10}
""",
    check=check,
)
