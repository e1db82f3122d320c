"""What a run may do, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adhere.fuzz.identity import Identity

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Profile(StrEnum):
    """Which methods a run may send: all, or only the safe ones (RFC 9110 section 9.2.1)."""

    FULL = "full"
    READ_ONLY = "read-only"


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
    whole run, `rate_limit` in requests a second. `operations` (`POST /orders`) narrows the run.
    `max_findings` ends a run when so many were found.
    `checks` are the names of those to run beside the engine, by default all.
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
    request_timeout: float = 10.0
    seed: int | None = None
    checks: frozenset[str] | None = None
    allow_hosts: frozenset[str] = frozenset()
