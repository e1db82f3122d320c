"""After a run: delete what it created, look for a finding again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from adhere import contract as contracts
from adhere.fuzz.cleaning import Cleaned, Cleaner
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.ledger import Ledger
from adhere.fuzz.login import Desk
from adhere.fuzz.probes import PROBES
from adhere.fuzz.progress import Progress
from adhere.fuzz.redaction import Redactor
from adhere.fuzz.report import FuzzReport
from adhere.fuzz.report_json import Kept
from adhere.fuzz.run import read, run
from adhere.fuzz.settings import FuzzPhase, Settings
from adhere.fuzz.stop import Stop
from adhere.fuzz.target import locate


def clean(path: Path, settings: Settings, spec: Path | None = None) -> Cleaned:
    """Delete everything that a ledger still speaks of; without effect where that is nothing.

    `spec` is by default the document of the run. Raises FuzzError for what is no ledger, and
    where an identity cannot log in.
    """
    ledger = Ledger.resume(path)
    contract = contracts.build(read(spec or Path(ledger.spec))).contract
    desk = Desk(contract, locate(ledger.target, settings), settings, Redactor())
    return Cleaner(contract, desk, settings.identities).clean(ledger)


def replay(
    kept: Kept, finding_id: str, settings: Settings, *, progress: Progress, stop: Stop
) -> FuzzReport:
    """Look for a finding of an earlier run again; the report has it where it is still there.

    First the check that found it runs alone, then, where that shows nothing, the whole run with
    the same seed. Raises FuzzError where the earlier run has no such finding.
    """
    if finding_id not in kept.findings:
        known = ", ".join(kept.findings) or "none"
        raise FuzzError(f"the last run has no finding {finding_id!r} (it has: {known})")
    finding = kept.findings[finding_id]
    whole = replace(kept.apply(settings), wanted=finding_id)
    report = run(
        kept.target,
        kept.spec,
        narrowed(whole, finding["operation"], finding["phases"]),
        progress=progress,
        stop=stop,
    )
    if finding_id in {f.id for f in report.findings} or stop.is_requested:
        return report
    return run(kept.target, kept.spec, whole, progress=progress, stop=stop)


def narrowed(settings: Settings, operation: str, seen_in: Iterable[str]) -> Settings:
    """Return settings under which hardly more runs than what found something."""
    seen = set(seen_in)
    checks = frozenset(seen & {probe.id for probe in PROBES})
    phases = frozenset(p for p in FuzzPhase if p.value in seen and not checks)
    is_single = not checks and FuzzPhase.STATEFUL not in phases
    operations = frozenset({operation}) if is_single else settings.operations
    return replace(settings, checks=checks, phases=phases, operations=operations)
