"""Whether a document is OpenAPI: every finding, where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]  # it ships no types
from referencing.exceptions import Unresolvable

from adhere.diagnostics import Report
from adhere.document import findings
from adhere.document.document import Document
from adhere.document.explain import Explanation, explain
from adhere.document.findings import Place
from adhere.document.grammar import Tokens
from adhere.document.rules import explain_crash, explain_rule
from adhere.document.spec_validator import (
    LocatedError,
    meta_schema,
    rules_validator,
    structure_validator,
)
from adhere.document.violation import from_python, from_rust, leaves
from adhere.source import Pointer

_DEFAULT_MEND = "Write a default that the schema allows, or let the schema allow this one."


def validate(document: Document) -> Report:
    """Check a document against the specification of its version. Never raises.

    References that lead nowhere were reported by `load` and are passed over.
    """
    series = document.version[:3]
    said = list(_structure(document, series))
    crashes: list[Explanation] = []
    for located in _located(document, series):
        if isinstance(located.error, ValidationError):
            said.extend(_rule(located, series))
        elif not isinstance(located.error, Unresolvable | LookupError):
            crashes.append(explain_crash(located))
    explanations = [replace(e, tokens=_written(document, e.tokens)) for e in said]
    explanations += [e for e in crashes if not _explains(e, explanations)]
    report = Report()
    for explanation in _without_echoes(explanations):
        report.add(_finding(document, explanation))
    return report


def _structure(document: Document, series: str) -> Iterator[Explanation]:
    schema = meta_schema(series)
    for error in structure_validator(series).iter_errors(document.served):
        for leaf in leaves(from_rust(error, schema)):
            yield from explain(leaf, schema)


def _located(document: Document, series: str) -> Iterator[LocatedError]:
    validator = rules_validator(series)(document.served)
    for error in validator.root_validator(validator.schema_path):
        if isinstance(error, LocatedError):
            yield error


def _rule(located: LocatedError, series: str) -> Iterator[Explanation]:
    error = located.error
    if not isinstance(error, ValidationError):
        return
    if not isinstance(error.validator, str):
        yield explain_rule(error, located)
        return
    for leaf in leaves(from_python(error, located.tokens)):
        for explanation in explain(leaf, meta_schema(series)):
            if located.is_default:
                yield replace(explanation, rule="invalid-default", help=_DEFAULT_MEND)
            else:
                yield explanation


def _explains(crash: Explanation, explanations: Iterable[Explanation]) -> bool:
    """Tell whether something is known to be wrong where the check broke off."""
    depth = len(crash.tokens)
    return any(
        e.tokens[:depth] == crash.tokens or crash.tokens[: len(e.tokens)] == e.tokens
        for e in explanations
    )


def _without_echoes(explanations: list[Explanation]) -> Iterator[Explanation]:
    """Drop what only repeats another finding.

    A value of the wrong type breaks more keywords; a misspelt field is also a missing one.
    """
    mistyped = {e.tokens for e in explanations if e.keyword == "type"}
    meant = {(*e.tokens[:-1], e.suggestion) for e in explanations if e.suggestion}
    for explanation in explanations:
        if explanation.keyword == "required" and explanation.missing:
            rest = [m for m in explanation.missing if (*explanation.tokens, m) not in meant]
            if not rest:
                continue
        if explanation.keyword in ("", "type") or explanation.tokens not in mistyped:
            yield explanation


def _finding(document: Document, explanation: Explanation) -> Any:
    pointer = Pointer(explanation.tokens)
    span = document.key_span(pointer) if explanation.on_key else document.span(pointer)
    place = Place(span, document.origin(pointer)[1])
    if explanation.is_warning:
        return findings.oddity(explanation.rule, explanation.message, place, explanation.help)
    return findings.violation(explanation.rule, explanation.message, place, explanation.help)


def _written(document: Document, tokens: Tokens) -> Tokens:
    """Follow the references that the path of an error went through."""
    value: Any = document.served
    place: Tokens = ()
    for token in tokens:
        if isinstance(value, dict) and token not in value and isinstance(value.get("$ref"), str):
            pointer, value = document.resolve(Pointer(place))
            place = pointer.tokens
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            value = None
        place = (*place, token)
    return place
