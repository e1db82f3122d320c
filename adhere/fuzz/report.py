"""The outcome of a run: plain values that every printer reads."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from adhere.fuzz.settings import Settings


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply as text, every secret replaced.

    `status` is `None` where no reply came. Headers are pairs in the order they travelled.
    """

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: str | None
    status: int | None
    response_headers: tuple[tuple[str, str], ...]
    response_body: str | None
    curl: str


# Text and shell expressions of secrets in turn, text first and last.
Pieces = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """A text of a request that the reply of the step with this index told.

    `place` is a JSON pointer into the reply's body, or the name of a header field.
    """

    text: str
    step: int
    place: str


@dataclass(frozen=True, slots=True)
class Step:
    """One request of those that lead to a finding, in full, and the exchange as it is shown.

    `operation` is `POST /orders`, `None` for what none declares; `target` is path and query below
    the address of the service. A body is text, or base64 where it is none.
    """

    identity: str
    operation: str | None
    target: Pieces
    headers: tuple[tuple[str, Pieces], ...]
    body: Pieces | None
    encoded: str | None
    exchange: Exchange
    uses: tuple[Use, ...] = ()


# What may be answered without a look at what was sent.
_BEFORE_A_LOOK = frozenset({401, 403, 404, 409, 429})


def finding_id(operation: str, check: str, reason: str) -> str:
    """Return ten hexadecimal digits that stand for a finding."""
    return hashlib.sha256(f"{operation}\n{check}\n{reason}".encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a baseline says of a finding: whose it is, and why it may stay through which day."""

    owner: str
    reason: str
    expires: date
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference between the service and its contract, however often it was seen.

    `operation` is `POST /orders`; `place` is `file:line:column` of the promise that was broken,
    `pointer` the same place in the bundled document, `excerpt` the lines there.
    `exchange` is the smallest that shows it, `steps` the requests that lead to it, it last.
    `promised` are the statuses (`404`, `2XX`) that the contract lets that one have, empty where any
    declared reply will do; `None` where the reply alone does not tell.
    """

    operation: str
    operation_id: str | None
    check: str
    reason: str
    detail: str
    place: str
    pointer: str
    identities: tuple[str, ...]
    phases: tuple[str, ...]
    count: int
    seed: int
    exchange: Exchange | None
    excerpt: str = ""
    acceptance: Acceptance | None = None
    steps: tuple[Step, ...] = ()
    promised: tuple[str, ...] | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether a baseline lets the finding stay."""
        return self.acceptance is not None and not self.acceptance.is_over

    @property
    def id(self) -> str:
        """Return what the finding is called in every run: by operation, check and reason."""
        return finding_id(self.operation, self.check, self.reason)


@dataclass(frozen=True, slots=True)
class Row:
    """What one identity got from one operation in one phase: how often each status."""

    operation: str
    identity: str
    phase: str
    statuses: Mapping[int, int]
    seconds: float

    @property
    def requests(self) -> int:
        """Count the requests."""
        return sum(self.statuses.values())


@dataclass(frozen=True, slots=True)
class DeclaredStatus:
    """A status of the contract (`200`, `4XX`, `default`) and how often a reply fell under it."""

    operation: str
    status: str
    seen: int


class Outcome(StrEnum):
    """What a reply to one caller shows of the gate before an operation."""

    KEPT = "as agreed"
    BREACH = "not as agreed"
    INCONCLUSIVE = "says nothing"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One identity before one operation: what `security` promises, and the status that came.

    `expected` is `2xx`, `2xx or 403` where nobody told the identity's scopes, `401`, `403`, or
    `anybody`. `status` is `None` where nothing was sent.
    """

    operation: str
    identity: str
    expected: str
    status: int | None
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzReport:
    """A whole run.

    `requests` counts all that were sent, also those that no `Row` holds: with a method that is
    not declared, or as nobody, to see whether the service tells the difference.
    `operations` are those that were to be tested, in the contract's order; `skipped` those the
    profile leaves out. `stopped` says why a run ended early, `errors` what the engine could not do.
    `removed` counts what the run created and deleted again; `left_behind` says of what it could
    not delete why, and `ledger` is the file that tells of it.
    `agreement` says whether the service runs this contract, `None` where it does not tell.
    `pace` counts the requests of each second.
    `matrix` is empty where the check of that name did not run.
    `no_longer_seen` are entries of a baseline (`ID POST /orders answers 500`) that do not show.
    """

    title: str
    version: str
    spec: str
    target: str
    profile: str
    seed: int
    started: datetime
    seconds: float
    requests: int
    identities: tuple[str, ...]
    operations: tuple[str, ...]
    skipped: tuple[str, ...]
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    declared: tuple[DeclaredStatus, ...]
    errors: tuple[str, ...] = ()
    stopped: str | None = None
    matrix: tuple[MatrixCell, ...] = ()
    removed: int = 0
    left_behind: tuple[str, ...] = ()
    ledger: str | None = None
    settings: Settings | None = None
    agreement: str | None = None
    pace: tuple[int, ...] = ()
    no_longer_seen: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """Return 1 where something was found that is not known, or could not be tested, else 0."""
        return 1 if self.new_findings or self.errors else 0

    @property
    def new_findings(self) -> tuple[Finding, ...]:
        """The findings that no baseline lets stay."""
        return tuple(finding for finding in self.findings if not finding.is_known)

    @property
    def known_findings(self) -> tuple[Finding, ...]:
        """The findings that a baseline lets stay."""
        return tuple(finding for finding in self.findings if finding.is_known)

    @property
    def inconclusive(self) -> dict[str, tuple[int, ...]]:
        """The operations that nobody got past, with the statuses they answered.

        401, 403, 404, 409 and 429 come before a request is looked at closely: what it broke, or
        would have done, was not seen.
        """
        seen: dict[str, set[int]] = {}
        for row in self.rows:
            seen.setdefault(row.operation, set()).update(row.statuses)
        return {name: tuple(sorted(s)) for name, s in seen.items() if s and s <= _BEFORE_A_LOOK}

    @property
    def unseen(self) -> tuple[DeclaredStatus, ...]:
        """The declared statuses that no reply ever had."""
        return tuple(status for status in self.declared if not status.seen)

    def statuses(self, operation: str, identity: str) -> Counter[int]:
        """Count the statuses that this identity got from this operation, over all phases."""
        total: Counter[int] = Counter()
        for row in self.rows:
            if (row.operation, row.identity) == (operation, identity):
                total.update(row.statuses)
        return total
