"""What there is to reach in a contract: each goal one thing that a test may have shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adhere.source import Pointer


class Kind(StrEnum):
    """What a goal is about; the name that a rule of `[tool.adhere.coverage]` has for it."""

    OPERATIONS = "operations"
    STATUSES = "statuses"
    MEDIA_TYPES = "media-types"
    PARAMETERS = "parameters"
    KEYWORDS = "keywords"
    ENUM_MEMBERS = "enum-members"
    SECURITY = "security"
    LINKS = "links"


class Side(StrEnum):
    """What must have been seen of it.

    `SHOWN` it came; `KEPT` a value that satisfies it was let pass; `BROKEN` one that breaks
    nothing else was refused; `GIVEN` and `ABSENT` a parameter was sent, left out; `LET_IN` and
    `TURNED_AWAY` a caller was.
    """

    SHOWN = "shown"
    KEPT = "kept"
    BROKEN = "broken"
    GIVEN = "given"
    ABSENT = "absent"
    LET_IN = "let-in"
    TURNED_AWAY = "turned-away"


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing to reach.

    `pointer` is its place in `Document.data`; `operation` (`POST /orders`) the first that leads
    there. `lacks` is a sentence without full stop that is true as long as it is not reached,
    `mend` what would reach it.
    """

    kind: Kind
    pointer: Pointer
    side: Side
    operation: str
    lacks: str
    mend: str
    detail: str = ""

    @property
    def id(self) -> str:
        """What records call it: the same as long as the contract is."""
        return goal_id(self.kind, self.pointer, self.side, self.detail)


def goal_id(kind: Kind, pointer: Pointer, side: Side, detail: str = "") -> str:
    """Return what records call a goal; `detail` tells those at one place apart."""
    return f"{kind} {side} {pointer}{f' {detail}' if detail else ''}"
