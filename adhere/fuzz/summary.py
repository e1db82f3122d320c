"""The report as Markdown, for the summary of a job of GitHub Actions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from adhere.fuzz.report import Finding, FuzzReport
from adhere.fuzz.text import acceptance, summary

_MOST = 100
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~@-])")


def render_summary(report: FuzzReport) -> str:
    """Return a heading with the outcome, and a row for each finding, at most a hundred."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: FuzzReport) -> Iterator[str]:
    yield f"## {_text(report.title)}: contract test"
    yield ""
    yield _text(summary(report))
    if report.stopped:
        yield f"\nThe run ended early: {_text(report.stopped)}."
    yield from (f"\nCould not be tested: {_text(error)}" for error in report.errors[:_MOST])
    for operation, statuses in report.inconclusive.items():
        got = ", ".join(map(str, statuses))
        yield f"\nInconclusive: {_text(operation)} answered nothing but {got}."
    if report.findings:
        yield "\n| Operation | Finding | Contract | ID | Known |"
        yield "| --- | --- | --- | --- | --- |"
        yield from (_row(finding) for finding in report.findings[:_MOST])
    if len(report.findings) > _MOST:
        yield f"\n{len(report.findings) - _MOST} more are not shown."


def _row(finding: Finding) -> str:
    cells = (finding.operation, finding.reason, finding.place, finding.id, acceptance(finding))
    return f"| {' | '.join(map(_text, cells))} |"


def _text(text: str) -> str:
    """Return text that Markdown leaves as it is: a stranger's service may have written it."""
    return _SPECIAL.sub(r"\\\1", html.escape(" ".join(text.split())))
