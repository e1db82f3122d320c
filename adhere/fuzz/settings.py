"""What a run may do, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from adhere.fuzz.identity import Identity

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Profile(StrEnum):
    """What a run may send.

    `READ_ONLY` safe methods (RFC 9110 section 9.2.1); `OWN_OBJECTS` also what creates something
    that can be deleted again, and what changes something that this run created; `SANDBOX` every
    operation of the contract; `FULL` also methods that no operation declares.
    """

    READ_ONLY = "read-only"
    OWN_OBJECTS = "own-objects"
    SANDBOX = "sandbox"
    FULL = "full"

    @property
    def may_change(self) -> bool:
        """Tell whether anything may be sent that changes the service."""
        return self is not Profile.READ_ONLY

    @property
    def may_change_others(self) -> bool:
        """Tell whether the run may change what it did not create."""
        return self in {Profile.SANDBOX, Profile.FULL}

    @property
    def may_leave_the_contract(self) -> bool:
        """Tell whether methods may be sent that no operation declares."""
        return self is Profile.FULL


class FuzzPhase(StrEnum):
    """The phases of Schemathesis, in the order they run."""

    EXAMPLES = "examples"
    COVERAGE = "coverage"
    FUZZING = "fuzzing"
    STATEFUL = "stateful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a run can be told.

    `identities` run in this order. `profile` is by default full for a loopback address or an
    application in this process, and read-only for every other. `max_examples` is per operation in
    the fuzzing phase; the stateful phase runs as many scenarios. `max_time` is in seconds for the
    whole run, `rate_limit` in requests a second; at most `max_concurrency` are under way at once,
    where a check looks at just that. `operations` (`POST /orders`) narrows the run.
    `max_findings` ends a run when so many were found.
    `checks` are the names of those to run beside the engine, by default all.
    `wanted` is the ID of a finding that ends the run when it is seen.
    `ledger` is the file in which everything that is created is written down before it is; what
    stands there is deleted when the run ends. It must not exist yet.
    `example_database` is a folder or the URL of a Redis in which cases that showed something are
    kept; they are tried first, so the same seed does not give the same run.
    `thorough` lets every identity test every operation in every phase.
    """

    identities: tuple[Identity, ...] = ()
    anonymous: bool = True
    profile: Profile | None = None
    phases: frozenset[FuzzPhase] = frozenset(FuzzPhase)
    operations: frozenset[str] | None = None
    max_examples: int = 15
    thorough: bool = False
    max_requests: int | None = None
    max_findings: int | None = None
    max_time: float | None = None
    rate_limit: float | None = None
    max_concurrency: int = 16
    request_timeout: float = 10.0
    seed: int | None = None
    checks: frozenset[str] | None = None
    allow_hosts: frozenset[str] = frozenset()
    wanted: str | None = None
    ledger: Path | None = None
    example_database: str | None = None
