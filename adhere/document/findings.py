"""What this layer says about a document: one function a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from adhere.diagnostics import Diagnostic, Related, Severity
from adhere.source import Pointer, Problem, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands."""

    span: Span
    pointer: Pointer


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why a `$ref` leads nowhere; it becomes a finding at every place that uses it."""

    rule: str
    message: str
    help: str | None = None


def _error(rule: str, message: str, place: Place, mend: str | None = None) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, place.span, place.pointer, help=mend)


def from_problem(problem: Problem) -> Diagnostic:
    """Wrap what the reader of the text found."""
    related = () if problem.related is None else (Related(*problem.related),)
    return Diagnostic(
        problem.rule,
        Severity.ERROR,
        problem.message,
        problem.span,
        related=related,
        help=problem.help,
    )


def unresolved(reason: Unresolved, place: Place) -> Diagnostic:
    """Say that a reference leads nowhere."""
    return _error(reason.rule, reason.message, place, reason.help)


def circular_ref(ref: str, place: Place) -> Diagnostic:
    """Say that a reference leads back to itself without an object in between."""
    message = f"the $ref {ref!r} leads back to itself and never to an object"
    return _error("circular-ref", message, place, "Let one of the references hold the object.")


def mistyped_ref(ref: str, actual: str, wanted: str, place: Place) -> Diagnostic:
    """Say that a reference leads to another kind of object."""
    message = f"the $ref {ref!r} leads to the wrong object: {actual} instead of {wanted}"
    return _error("mistyped-ref", message, place, f"Refer to one in the section for {wanted}s.")


def misplaced_ref(kind: str, place: Place) -> Diagnostic:
    """Say that a reference stands where OpenAPI allows none."""
    return _error(
        "misplaced-ref",
        f"OpenAPI lets no $ref stand for the {kind} here; it was read as if its target did",
        place,
        "Write the object here, or move the $ref to an object inside it that may be one.",
    )


def number_for_text(written: str, place: Place) -> Diagnostic:
    """Say that an unquoted version is a number to YAML readers."""
    message = f"the version {written} is a number to other readers of YAML, and must be a string"
    span, pointer = place.span, place.pointer
    mend = f"Quote it: '{written}'."
    return Diagnostic("number-for-text", Severity.WARNING, message, span, pointer, help=mend)


def too_deep(place: Place) -> Diagnostic:
    """Say that the files are nested too deep in one another."""
    message = "the objects of this document are nested deeper than is read"
    return _error("too-deep", message, place, "Move inner schemas into the components.")


def not_an_object(place: Place) -> Diagnostic:
    """Say that the file holds a list, a text, a number or nothing."""
    message = "an OpenAPI document is a mapping with the key 'openapi'; this file holds none"
    return _error("unknown-version", message, place, "Start the file with 'openapi: 3.1.1'.")


def not_openapi(other: str | None, place: Place) -> Diagnostic:
    """Say that the document follows another specification, or none."""
    if other == "swagger":
        message = "this is a Swagger 2.0 document; OpenAPI 3.0, 3.1 and 3.2 are read"
        mend: str = "Convert it to OpenAPI 3, for example with a Swagger converter."
    elif other == "asyncapi":
        message = "this is an AsyncAPI document; OpenAPI 3.0, 3.1 and 3.2 are read"
        mend = "Name the OpenAPI document of the service."
    else:
        message = "the key 'openapi' is missing, so this is not known to be an OpenAPI document"
        mend = "Add 'openapi: 3.1.1' at the top, or name the root file of the document."
    return _error("unknown-version", message, place, mend)


def unknown_version(version: str, place: Place) -> Diagnostic:
    """Say that this version of OpenAPI is not read."""
    message = f"the OpenAPI version {version!r} is not known; 3.0, 3.1 and 3.2 are read"
    return _error("unknown-version", message, place, "Write a version such as '3.1.1'.")
