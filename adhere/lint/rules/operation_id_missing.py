"""An operation without `operationId`."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every operation."""
    for operation in subject.contract.operations:
        if not operation.operation_id:
            yield Finding(
                Cursor.of(operation),
                f"{operation.method} {operation.path} has no operationId; "
                f"its method is called {operation.name!r} after the path",
                f"Add an operationId, such as 'operationId: {operation.name}'.",
            )


RULE = Rule(
    id="operation-id-missing",
    severity=Severity.WARNING,
    summary="An operation has no operationId.",
    why="Its method and reply types are named after the path, so that they change with it.",
    mend="Add an operationId that says in a verb and a noun what the operation does.",
    bad="""\
paths:
  /orders:
    get:
      summary: List orders.
""",
    good="""\
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders.
""",
    check=check,
)
