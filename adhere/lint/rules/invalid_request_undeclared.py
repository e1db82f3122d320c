"""An operation that can be asked wrongly and declares no answer to that."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor, Operation, Parameter, ParameterLocation
from adhere.contract.statuses import covers
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject

INVALID_REQUEST = (400, 422)


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every operation that has a body or parameters which can be invalid."""
    for operation in subject.contract.operations:
        statuses = {response.status for response in operation.responses}
        is_declared = "default" in statuses or any(
            covers(status, code) for status in statuses for code in INVALID_REQUEST
        )
        if not is_declared and _can_be_invalid(operation):
            yield Finding(
                Cursor.of(operation).get("responses") or Cursor.of(operation),
                f"{operation.method} {operation.path} declares no status for invalid requests",
                "Add a response 400 or 422, best a reference to one that all operations share.",
            )


def _can_be_invalid(operation: Operation) -> bool:
    has_body = operation.request_body is not None
    return has_body or any(_is_constrained(parameter) for parameter in operation.parameters)


def _is_constrained(parameter: Parameter) -> bool:
    """Tell whether a request can get it wrong; any text is a valid plain string in a path."""
    is_plain = parameter.schema.value in (True, {}, {"type": "string"})
    in_path = parameter.location is ParameterLocation.PATH
    return not is_plain or (parameter.required and not in_path)


RULE = Rule(
    id="invalid-request-undeclared",
    severity=Severity.WARNING,
    summary="An operation has parameters or a body, and declares neither 400 nor 422.",
    why="Invalid requests are answered all the same; callers should know with which status.",
    mend="Add a response 400 or 422, best a reference to one that all operations share.",
    bad="""\
post:
  requestBody: {$ref: '#/components/requestBodies/NewOrder'}
  responses:
    '201': {$ref: '#/components/responses/Order'}
""",
    good="""\
post:
  requestBody: {$ref: '#/components/requestBodies/NewOrder'}
  responses:
    '201': {$ref: '#/components/responses/Order'}
    '422': {$ref: '#/components/responses/Invalid'}
""",
    check=check,
)
