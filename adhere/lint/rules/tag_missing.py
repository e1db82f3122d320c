"""An operation without a tag."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.diagnostics import Severity
from adhere.lint.once import concerns_all
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every operation; say it once where no operation has a tag."""
    untagged = [operation for operation in subject.contract.operations if operation.tag is None]
    if concerns_all(subject, untagged):
        yield Finding(
            subject.root.get("paths") or subject.root,
            f"none of the {len(untagged)} operations has a tag; they all go into one module",
            "Add 'tags' to each operation to group them by what they are about.",
        )
        return
    for operation in untagged:
        yield Finding(
            Cursor.of(operation),
            f"{operation.method} {operation.path} has no tag; "
            f"it goes into the module {operation.group!r}",
            "Add 'tags' with the group that the operation belongs to.",
        )


RULE = Rule(
    id="tag-missing",
    severity=Severity.WARNING,
    summary="An operation has no tag.",
    why="The first tag decides the module and the Protocol that an operation belongs to.",
    mend="Add 'tags' with the group that the operation belongs to.",
    bad="""\
paths:
  /orders:
    get: {operationId: listOrders}
""",
    good="""\
paths:
  /orders:
    get: {operationId: listOrders, tags: [orders]}
""",
    check=check,
)
