"""A schema that no value satisfies."""

from __future__ import annotations

from collections.abc import Iterator

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
        "minimum", "multipleOf", "not", "oneOf", "pattern", "propertyNames", "required",
        "then", "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every schema; of schemas inside each other only the innermost is named."""
    schemas = Schemas(subject.document)
    blamed: set[Pointer] = set()
    parts = [p for p in walk(Part(Kind.OPENAPI, subject.root)) if p.kind is Kind.SCHEMA]
    for part in reversed(parts):
        cursor = part.cursor
        if not _may_be_empty(part) or any(p.starts_with(cursor.pointer) for p in blamed):
            continue
        if schemas.is_unsatisfiable(cursor):
            blamed.add(cursor.pointer)
            yield Finding(
                cursor,
                "no value satisfies this schema",
                "Correct the keywords that contradict each other; "
                "write 'not: {}' if nothing is to be allowed.",
            )


def _may_be_empty(part: Part) -> bool:
    value = part.cursor.value
    return isinstance(value, dict) and value != {"not": {}} and not _NARROWING.isdisjoint(value)


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
