"""Whether a document is OpenAPI: every finding, where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]  # it ships no types
from referencing.exceptions import Unresolvable

from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.document.document import Document
from adhere.document.explain import explain, unreadable_patterns
from adhere.document.explanation import Explanation
from adhere.document.grammar import Tokens, schemas
from adhere.document.rules import explain_crash, explain_rule
from adhere.document.spec_path import SpecPath
from adhere.document.spec_validator import (
    LocatedError,
    meta_schema,
    rules_validator,
    structure_validator,
)
from adhere.document.violation import from_python, from_rust, leaves
from adhere.source import Pointer

_EMPTINESS = ("minProperties", "required")
_NO_SCHEMA = "is not of type 'object', 'boolean'"
"""Repeats what the meta-schema of the schema's own dialect says, if it says so."""
_DEFAULT_MEND = "Write a default that the schema allows, or let the schema allow this one."


def check(document: Document) -> Report:
    """Check a document; see `adhere.document.validate`."""
    series = document.version[:3]
    said = list(_structure(document, series))
    crashes: list[Explanation] = []
    for located in _located(document, series):
        if isinstance(located.error, ValidationError):
            said.extend(_rule(located, series))
        elif not isinstance(located.error, Unresolvable):
            crashes.append(explain_crash(located))
    said = [told for e in said if (told := _of_dialect(document, e)) is not None]
    explanations = [replace(e, tokens=_written(document, e.tokens)) for e in said]
    if all(e.severity is not Severity.ERROR for e in explanations):
        # Otherwise what is wrong with the structure is why the check broke off.
        explanations += crashes
    for tokens, schema in schemas(document.data):
        explanations += unreadable_patterns(tokens, schema)
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
    root: Any = SpecPath.of(validator.schema_path)
    for error in validator.root_validator(root):
        if isinstance(error, LocatedError):
            yield error


def _rule(located: LocatedError, series: str) -> Iterator[Explanation]:
    error = located.error
    if not isinstance(error, ValidationError):
        return
    if not isinstance(error.validator, str):
        if not error.message.endswith(_NO_SCHEMA):
            yield explain_rule(error, located)
        return
    for leaf in leaves(from_python(error, located.tokens)):
        for explanation in explain(leaf, meta_schema(series)):
            if located.is_default:
                yield replace(explanation, rule="invalid-default", help=_DEFAULT_MEND)
            else:
                yield explanation


def _without_echoes(explanations: list[Explanation]) -> Iterator[Explanation]:
    """Drop what only repeats another finding.

    A value of the wrong type breaks more keywords, a misspelt field is also a missing one,
    and both meta-schemas of 3.0 may say the same.
    """
    mistyped = {e.tokens for e in explanations if e.keyword == "type"}
    meant = {(*e.tokens[:-1], e.suggestion) for e in explanations if e.suggestion}
    misnamed = {e.tokens[:-1] for e in explanations if e.on_key}
    said: set[tuple[Tokens, str, object]] = set()
    for explanation in explanations:
        tokens, keyword = explanation.tokens, explanation.keyword
        key = (tokens, keyword, explanation.missing if keyword else explanation.message)
        is_echo = (
            key in said
            or (keyword not in ("", "type") and tokens in mistyped)
            or (keyword == "required" and _is_misspelt(explanation, meant))
            or (keyword in _EMPTINESS and not explanation.missing and tokens in misnamed)
        )
        said.add(key)
        if not is_echo:
            yield explanation


def _is_misspelt(explanation: Explanation, meant: set[tuple[str, ...]]) -> bool:
    missing = explanation.missing
    return bool(missing) and all((*explanation.tokens, name) in meant for name in missing)


def _finding(document: Document, explanation: Explanation) -> Diagnostic:
    pointer = Pointer(explanation.tokens)
    span = document.key_span(pointer) if explanation.on_key else document.span(pointer)
    origin = document.origin(pointer)[1]
    return Diagnostic(
        explanation.rule,
        explanation.severity,
        explanation.message,
        span,
        origin,
        help=explanation.help,
    )


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


def _of_dialect(document: Document, explanation: Explanation) -> Explanation | None:
    """Drop what is said of a dialect whose metaschema was read, unless it requires what we lack."""
    if explanation.rule != "unknown-dialect":
        return explanation
    value: Any = document.served
    for token in _written(document, explanation.tokens):
        value = value[int(token)] if isinstance(value, list) else value.get(token)
    if value not in document.dialects:
        return explanation
    for vocabulary in document.dialects[value]:
        message = f"the JSON Schema dialect {value!r} requires {vocabulary!r}, which is not known"
        mend = "Say 'false' for it in '$vocabulary' if it does not decide what is valid."
        return replace(explanation, message=message, help=mend)
    return None
