"""Two operations with one `operationId`."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.contract.operations import slots
from adhere.contract.sent import callback_slots, webhook_slots
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every operation, those left out of the contract too, and at what is sent."""
    first: dict[str, tuple[str, Cursor]] = {}
    sent = (*webhook_slots(subject.root), *callback_slots(subject.contract.operations))
    for slot in (*slots(subject.root), *sent):
        written = slot.cursor.get("operationId")
        if written is None or not isinstance(written.value, str):
            continue
        label, place = first.setdefault(written.value, (slot.label, written))
        if place is not written:
            yield Finding(
                written,
                f"the operationId {written.value!r} already belongs to {label}",
                "Give each operation an operationId of its own.",
                related=((f"{label} has it here", place),),
            )


RULE = Rule(
    id="operation-id-duplicate",
    severity=Severity.ERROR,
    summary="Two operations have the same operationId.",
    why="OpenAPI demands unique operationIds; the second method would get a made-up name, "
    "and links cannot tell which operation they mean.",
    mend="Give each operation an operationId of its own.",
    bad="""\
paths:
  /orders:
    get: {operationId: list}
  /products:
    get: {operationId: list}
""",
    good="""\
paths:
  /orders:
    get: {operationId: listOrders}
  /products:
    get: {operationId: listProducts}
""",
    check=check,
    replaces=frozenset({"duplicate-operation-id"}),
)
