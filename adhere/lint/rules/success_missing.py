"""An operation that declares no success."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the statuses of every operation."""
    for operation in subject.contract.operations:
        if not any(r.is_success or r.status == "default" for r in operation.responses):
            yield Finding(
                Cursor.of(operation).get("responses") or Cursor.of(operation),
                f"{operation.method} {operation.path} declares no response for success",
                "Add the response of a request that succeeds, such as '200' or '204'.",
            )


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
