"""An operation that declares no success."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor, Operation
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the statuses of every operation, webhooks and callbacks included."""
    sent = (operation for group in subject.contract.sent for operation in group.operations)
    for operation in (*subject.contract.operations, *sent):
        if not any(r.is_success or r.status == "default" for r in operation.responses):
            yield Finding(
                Cursor.of(operation).get("responses") or Cursor.of(operation),
                f"{operation.method} {_name(operation)} declares no response for success",
                "Add the response of a request that succeeds, such as '200' or '204'.",
            )


def _name(operation: Operation) -> str:
    return operation.origin.name if operation.origin else operation.path


RULE = Rule(
    id="success-missing",
    severity=Severity.ERROR,
    summary="An operation declares no response below 400 and no default.",
    why="An implementation may only give the answers that are declared, so it cannot succeed.",
    mend="Add the response of a request that succeeds, such as '200' or '204'.",
    bad="""\
delete:
  responses:
    '404': {$ref: '#/components/responses/NotFound'}
""",
    good="""\
delete:
  responses:
    '204': {description: Deleted.}
    '404': {$ref: '#/components/responses/NotFound'}
""",
    check=check,
)
