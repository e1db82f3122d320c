"""An operation that does not say who may call it."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.diagnostics import Severity
from adhere.lint.once import concerns_all
from adhere.lint.rule import Finding, Rule, Subject

MEND = "Add 'security' with the schemes that admit a caller, or 'security: []' to admit everybody."


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every operation; say it once where nothing at all is said of security."""
    silent = [operation for operation in subject.contract.operations if operation.security is None]
    if concerns_all(subject, silent):
        yield Finding(
            subject.root.get("paths") or subject.root,
            f"none of the {len(silent)} operations says who may call it",
            f"{MEND[:-1]}; at the top of the document it holds for all operations.",
        )
        return
    for operation in silent:
        yield Finding(
            Cursor.of(operation),
            f"{operation.method} {operation.path} does not say who may call it",
            MEND,
        )


RULE = Rule(
    id="security-missing",
    severity=Severity.ERROR,
    summary="An operation has no security, and neither has the document.",
    why="An operation that everybody may call should be so on purpose, not by omission.",
    mend=MEND,
    bad="""\
paths:
  /orders:
    get: {operationId: listOrders}
""",
    good="""\
paths:
  /orders:
    get:
      operationId: listOrders
      security: [{bearerAuth: []}]
  /health:
    get:
      operationId: getHealth
      security: []
""",
    check=check,
)
