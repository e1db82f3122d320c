"""The report for a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from adhere.coverage.goals import Kind
from adhere.coverage.report import CoverageReport, Standing
from adhere.diagnostics import Diagnostic, Report, Severity


def render_text(report: CoverageReport, shown: Sequence[Standing]) -> str:
    """Return the table of kinds, then each of the standings to show with what would reach it."""
    return "\n".join([*_table(report), *_listed(shown), *_ending(report, shown)]) + "\n"


def headline(report: CoverageReport) -> str:
    """Return the sum in one line."""
    record, total = report.record, report.total
    what = f"{record.title} {record.version} ({report.document.root.path})"
    counts = f"{total.reached:,} of {total.total:,} goals in {record.exchanges:,} exchanges"
    return f"Contract coverage of {what}: {total}, {counts}"


def _table(report: CoverageReport) -> Iterator[str]:
    yield headline(report)
    yield ""
    for kind in Kind:
        share = report.share(kind)
        counts = f"{share.reached:,}/{share.total:,}"
        least = report.settings.rules.get(kind)
        rule = "" if least is None else f"  at least {least:g} %"
        mark = "  FAILS" if kind in report.broken_rules else ""
        yield f"  {kind:<13} {counts:>12} {share!s:>8}{rule}{mark}".rstrip()
    if report.settings.fail_under is not None:
        mark = "  FAILS" if report.is_too_little else ""
        total = report.total
        counts = f"{total.reached:,}/{total.total:,}"
        rule = f"  at least {report.settings.fail_under:g} %"
        yield f"  {'all':<13} {counts:>12} {total!s:>8}{rule}{mark}"


def _listed(shown: Iterable[Standing]) -> Iterator[str]:
    for standing in shown:
        yield ""
        yield f"{standing.span}: {standing.goal.lacks}"
        yield f"    {standing.goal.mend}"


def _ending(report: CoverageReport, shown: Sequence[Standing]) -> Iterator[str]:
    exempt = sum(1 for s in report.standings if s.exemption is not None and not s.count)
    missing, listed = len(report.missing), len(shown)
    yield ""
    if exempt:
        yield f"Exempt: {exempt}, each with its reason in [tool.adhere.coverage]."
    for unused in report.unused:
        yield f"Exempts nothing, remove it: pointer {unused.pointer!r} ({unused.reason})."
    if not missing:
        yield "Everything is reached."
    else:
        yield f"Not reached: {missing:,}{'' if listed == missing else '; --missing lists them'}."


def diagnostics(shown: Iterable[Standing], *, is_enough: bool) -> Report:
    """Return what is missing as findings: errors where the gate is shut, else notes."""
    report = Report()
    severity = Severity.NOTE if is_enough else Severity.ERROR
    for standing in shown:
        goal = standing.goal
        rule = f"coverage-{goal.kind}"
        report.add(Diagnostic(rule, severity, goal.lacks, standing.span, help=goal.mend))
    return report


def render_json(report: CoverageReport) -> str:
    """Return everything: `{"version": 1, "percent", "kinds", "goals", ...}`."""
    record, total = report.record, report.total
    value = {
        "version": 1,
        "contract": {
            "title": record.title,
            "version": record.version,
            "sha256": record.sha256,
        },
        "exchanges": record.exchanges,
        "percent": total.percent,
        "enough": report.is_enough,
        "kinds": {
            kind: {
                "reached": report.share(kind).reached,
                "total": report.share(kind).total,
                "percent": report.share(kind).percent,
                "least": report.settings.rules.get(kind),
            }
            for kind in Kind
        },
        "goals": [_goal(standing) for standing in report.standings],
    }
    return json.dumps(value, indent=1) + "\n"


def _goal(standing: Standing) -> dict[str, object]:
    goal, span = standing.goal, standing.span
    return {
        "kind": goal.kind,
        "side": goal.side,
        "operation": goal.operation,
        "file": str(span.file),
        "line": span.start.line,
        "pointer": str(goal.pointer),
        "count": standing.count,
        "exempt": None if standing.exemption is None else standing.exemption.reason,
        "lacks": None if standing.count else goal.lacks,
        "mend": None if standing.count else goal.mend,
    }
