"""An `operationId` that does not become an identifier by itself."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.contract.reserved import METHODS
from adhere.contract.words import words
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every operation that has an operationId."""
    for operation in subject.contract.operations:
        written = operation.operation_id
        if not written:
            continue
        plain = "_".join(words(written)).lower()
        if not plain.isidentifier() or plain in METHODS:
            yield Finding(
                Cursor.of(operation).get("operationId") or Cursor.of(operation),
                f"the operationId {written!r} gives no Python name; "
                f"the method is called {operation.name!r}",
                "Write an operationId that starts with a letter and is not reserved in Python, "
                "or pin a name with `x-adhere-name`.",
            )


RULE = Rule(
    id="operation-id-not-identifier",
    severity=Severity.WARNING,
    summary="An operationId is not a Python name even after its words are joined.",
    why="The method is then called something that nobody wrote.",
    mend="Start the operationId with a letter and avoid words that Python reserves.",
    bad="""\
paths:
  /import:
    post: {operationId: import}
""",
    good="""\
paths:
  /import:
    post: {operationId: importOrders}
""",
    check=check,
)
