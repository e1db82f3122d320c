"""A record held against its contract: what is reached, what is not, and whether that is enough."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from adhere.contract.nodes import Contract
from adhere.coverage.derive import goals_of
from adhere.coverage.errors import CoverageError
from adhere.coverage.goals import Goal, Kind
from adhere.coverage.record import Record
from adhere.coverage.settings import CoverageSettings, Exemption
from adhere.document import Document
from adhere.fuzz.agreement import digest
from adhere.source import Span


@dataclass(frozen=True, slots=True)
class Standing:
    """A goal, how often it was reached, where it is written, and what exempts it."""

    goal: Goal
    count: int
    span: Span
    exemption: Exemption | None = None

    @property
    def is_missing(self) -> bool:
        """Tell whether it is neither reached nor exempt."""
        return not self.count and self.exemption is None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some goals are reached; those that are exempt and not reached do not count."""

    reached: int
    total: int

    @property
    def percent(self) -> float:
        """The share; of nothing, all."""
        return 100 * self.reached / self.total if self.total else 100.0

    def __str__(self) -> str:
        """Return it with one decimal, rounded down: 100 is said of all alone."""
        return f"{math.floor(self.percent * 10) / 10:.1f} %"


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The outcome.

    `standings` are in the contract's order. `unused` are exemptions that exempt nothing.
    """

    document: Document
    record: Record
    settings: CoverageSettings
    standings: tuple[Standing, ...]
    unused: tuple[Exemption, ...]

    @property
    def total(self) -> Share:
        """The share of all goals together."""
        return _share(self.standings)

    def share(self, kind: Kind) -> Share:
        """Return the share of a kind."""
        return _share(s for s in self.standings if s.goal.kind is kind)

    @property
    def is_too_little(self) -> bool:
        """Tell whether all together fall short of `fail-under`."""
        least = self.settings.fail_under
        return least is not None and self.total.percent < least

    @property
    def broken_rules(self) -> tuple[Kind, ...]:
        """The kinds of which less is reached than a rule asks for."""
        rules = self.settings.rules.items()
        return tuple(kind for kind, least in rules if self.share(kind).percent < least)

    @property
    def is_enough(self) -> bool:
        """Tell whether the gate is open."""
        return not self.is_too_little and not self.broken_rules

    @property
    def missing(self) -> tuple[Standing, ...]:
        """Everything that is neither reached nor exempt, in the order of the text."""
        found = (standing for standing in self.standings if standing.is_missing)
        return tuple(sorted(found, key=lambda s: (str(s.span.file), s.span.start.line)))

    @property
    def shortfalls(self) -> tuple[Standing, ...]:
        """Of what is missing, that which keeps the gate shut."""
        if self.is_too_little:
            return self.missing
        kinds = self.broken_rules
        return tuple(standing for standing in self.missing if standing.goal.kind in kinds)


def report_of(
    document: Document, contract: Contract, record: Record, settings: CoverageSettings
) -> CoverageReport:
    """Hold a record against its contract; raise CoverageError where it is another's."""
    if record.sha256 != digest(document.served):
        raise CoverageError(
            f"it was recorded with another contract ({record.contract}) than "
            f"{document.root.path}: record it anew, or name its document with --spec"
        )
    standings, used = [], set()
    for goal in goals_of(contract):
        _, place = document.origin(goal.pointer)
        fitting = (e for e in settings.ignore if e.covers(goal.kind, place))
        exemption = next(fitting, None)
        if exemption is not None:
            used.add(exemption)
        count = record.reached.get(goal.id, 0)
        standings.append(Standing(goal, count, document.key_span(goal.pointer), exemption))
    unused = tuple(e for e in settings.ignore if e not in used)
    return CoverageReport(document, record, settings, tuple(standings), unused)


def _share(standings: Iterable[Standing]) -> Share:
    counted = [s for s in standings if s.count or s.exemption is None]
    return Share(sum(1 for s in counted if s.count), len(counted))
