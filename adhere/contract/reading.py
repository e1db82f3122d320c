"""What reading one operation brings to light."""

from __future__ import annotations

from dataclasses import dataclass, field

from adhere.contract.cursor import Cursor
from adhere.contract.findings import finding
from adhere.diagnostics import Diagnostic, Severity

LEFT_OUT = "operation-left-out"
LEAVES_OUT = " is left out: "
"""Between what is left out and why, in messages."""
REPAIRED = "operation-repaired"


@dataclass(slots=True)
class Reading:
    """Collects what is wrong with one operation (`label`, `GET /orders`) while it is read."""

    label: str
    findings: list[Diagnostic] = field(default_factory=list)
    is_expressible: bool = True

    def leave_out(self, reason: str, *, at: Cursor, mend: str) -> None:
        """Say why the operation cannot be expressed; reading goes on for further reasons.

        A warning: where the document is at fault, validation says so as an error.
        """
        self.is_expressible = False
        self._say(LEFT_OUT, f"{self.label}{LEAVES_OUT}{reason}", at=at, mend=mend)

    def repair(self, what: str, *, at: Cursor, mend: str) -> None:
        """Say what is read otherwise than written so that the operation can be expressed."""
        self._say(REPAIRED, f"{self.label}: {what}", at=at, mend=mend)

    def follow(self, cursor: Cursor) -> Cursor | None:
        """Return where the `$ref`s of a place lead; nowhere leaves the operation out."""
        try:
            return cursor.follow()
        except LookupError:
            self.leave_out(
                f"it refers to {cursor.reference!r}, which does not exist",
                at=cursor,
                mend="Correct the $ref, or add what it refers to.",
            )
            return None

    def _say(self, rule: str, message: str, *, at: Cursor, mend: str) -> None:
        self.findings.append(
            finding(at, rule=rule, severity=Severity.WARNING, message=message, mend=mend)
        )
