"""Puts the reports of several runs together: those of the parts of one, say."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from adhere.fuzz.errors import FuzzError
from adhere.fuzz.identity import Identity
from adhere.fuzz.report import DeclaredStatus, Finding, FuzzReport, MatrixCell, Outcome, Row
from adhere.fuzz.report_json import Kept
from adhere.fuzz.settings import Settings

T = TypeVar("T")


def read_report(path: Path) -> FuzzReport:
    """Read a JSON report; raise FuzzError where it is none.

    Its settings know of identities no more than their names.
    """
    kept = Kept.read(path)
    value = json.loads(path.read_bytes())
    names = kept.settings.get("identities", ())
    settings = kept.apply(Settings(identities=tuple(Identity(name) for name in names)))
    try:
        report = TypeAdapter(FuzzReport).validate_python(value | {"settings": None})
    except ValidationError as error:
        raise FuzzError(f"{path} is no JSON report of adhere fuzz") from error
    return replace(report, settings=settings)


def merged(reports: Mapping[str, FuzzReport]) -> FuzzReport:
    """Return one report of several, by the names of their files.

    A finding that several have is one. Raises FuzzError where they are of different contracts.
    """
    (first_name, first), *others = reports.items()
    for name, other in others:
        if (other.title, other.version) != (first.title, first.version):
            raise FuzzError(
                f"{first_name} and {name} are reports on different contracts "
                f"({first.title} {first.version}; {other.title} {other.version})"
            )
    every = list(reports.values())
    return replace(
        first,
        target=", ".join(_union([report.target] for report in every)),
        started=min(report.started for report in every),
        seconds=max(report.seconds for report in every),
        requests=sum(report.requests for report in every),
        identities=_union(report.identities for report in every),
        operations=_union(report.operations for report in every),
        skipped=_union(report.skipped for report in every),
        rows=_combined((r.rows for r in every), _row_key, _row),
        findings=_combined((r.findings for r in every), lambda f: f.id, _finding),
        declared=_combined((r.declared for r in every), lambda d: (d.operation, d.status), _status),
        errors=_union(report.errors for report in every),
        stopped=_joined(report.stopped for report in every),
        matrix=_combined((r.matrix for r in every), lambda c: (c.operation, c.identity), _cell),
        removed=sum(report.removed for report in every),
        left_behind=_union(report.left_behind for report in every),
        ledger=_joined(report.ledger for report in every),
        settings=_settings(every),
        agreement=_joined(report.agreement for report in every),
        pace=tuple(map(sum, itertools.zip_longest(*(r.pace for r in every), fillvalue=0))),
        no_longer_seen=tuple(e for e in first.no_longer_seen if _is_in_all(e, every)),
    )


def _is_in_all(entry: str, reports: Iterable[FuzzReport]) -> bool:
    """Tell whether none has seen what a baseline knows: others test other operations."""
    return all(entry in report.no_longer_seen for report in reports)


def _settings(reports: Iterable[FuzzReport]) -> Settings | None:
    """Return the first settings, of the operations of all."""
    known = [report.settings for report in reports if report.settings is not None]
    if not known:
        return None
    chosen = [settings.operations for settings in known if settings.operations is not None]
    is_whole = len(chosen) < len(known)
    return replace(known[0], operations=None if is_whole else frozenset().union(*chosen))


def _union(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(itertools.chain.from_iterable(lists)))


def _joined(texts: Iterable[str | None]) -> str | None:
    return "; ".join(dict.fromkeys(text for text in texts if text is not None)) or None


def _combined(
    lists: Iterable[Iterable[T]], key: Callable[[T], object], both: Callable[[T, T], T]
) -> tuple[T, ...]:
    """Return the members of all, those of the same key made one, in the order of appearance."""
    found: dict[object, T] = {}
    for member in itertools.chain.from_iterable(lists):
        name = key(member)
        found[name] = both(found[name], member) if name in found else member
    return tuple(found.values())


def _row_key(row: Row) -> tuple[str, str, str]:
    return (row.operation, row.identity, row.phase)


def _row(one: Row, other: Row) -> Row:
    statuses = Counter(one.statuses) + Counter(other.statuses)
    return replace(
        one, statuses=dict(sorted(statuses.items())), seconds=one.seconds + other.seconds
    )


def _finding(one: Finding, other: Finding) -> Finding:
    return replace(
        one,
        identities=_union([one.identities, other.identities]),
        phases=_union([one.phases, other.phases]),
        count=one.count + other.count,
    )


def _status(one: DeclaredStatus, other: DeclaredStatus) -> DeclaredStatus:
    return replace(one, seen=one.seen + other.seen)


def _cell(one: MatrixCell, other: MatrixCell) -> MatrixCell:
    """Return the one that says more; what is wrong says most."""
    order = (Outcome.BREACH, Outcome.KEPT, Outcome.INCONCLUSIVE, Outcome.NOT_ASKED)
    return min(one, other, key=lambda cell: order.index(cell.outcome))
