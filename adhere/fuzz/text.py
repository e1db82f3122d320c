"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.fuzz.report import Finding, FuzzReport

_LONGEST_REPLY = 300
_MOST_LEFT = 10


def render_text(report: FuzzReport) -> str:
    """Return the summary: each finding with its place and how to see it again, then the numbers."""
    return "\n".join(_lines(report)) + "\n"


def summary(report: FuzzReport) -> str:
    """Return the outcome in one line."""
    nothing = "Nothing found so far" if report.stopped else "Nothing found"
    found = _count(len(report.findings), "finding") if report.findings else nothing
    failed = f", {len(report.errors)} could not be tested" if report.errors else ""
    return (
        f"{found}{failed}: {_count(report.requests, 'request')}, "
        f"{_count(len(report.operations), 'operation')}, "
        f"{_count(len(report.identities), 'identity', 'identities')}, "
        f"{report.seconds:.1f} s, seed {report.seed}"
    )


def render_finding(finding: Finding) -> str:
    """Return one finding as the summary shows it."""
    return "\n".join(_finding(1, finding)).rstrip()


def _lines(report: FuzzReport) -> Iterator[str]:
    if report.agreement is not None:
        yield f"Contract: {report.agreement}."
        yield ""
    for number, finding in enumerate(report.findings, 1):
        yield from _finding(number, finding)
    if report.errors:
        yield "Could not be tested:"
        yield from (f"  {error}" for error in report.errors)
        yield ""
    if report.skipped:
        left_out = _count(len(report.skipped), "operation")
        yield f"Left out by the {report.profile} profile: {left_out}."
    seen = len(report.declared) - len(report.unseen)
    yield f"Declared statuses seen: {seen} of {len(report.declared)}."
    yield from _tidied(report)
    if report.stopped:
        yield f"The run ended early: {report.stopped}."
    yield summary(report)


def _tidied(report: FuzzReport) -> Iterator[str]:
    if report.removed:
        yield f"Deleted again: {_count(report.removed, 'thing')} that the run created."
    if report.left_behind:
        yield f"Left behind: {_count(len(report.left_behind), 'thing')} that the run created."
        yield from (f"  {thing}" for thing in report.left_behind[:_MOST_LEFT])
        if report.ledger is not None:
            yield f"Try again with: adhere fuzz --clean {report.ledger}"


def _finding(number: int, finding: Finding) -> Iterator[str]:
    name = f" ({finding.operation_id})" if finding.operation_id else ""
    yield f"{number}. {finding.operation}{name} {finding.reason}"
    yield f"   {finding.place}  {finding.check}  {finding.id}"
    times = "once" if finding.count == 1 else f"{finding.count} times"
    yield f"   seen {times}, as {', '.join(finding.identities)}, in {', '.join(finding.phases)}"
    yield from (f"   {line}" for line in finding.detail.splitlines()[:1] if line)
    exchange = finding.exchange
    if exchange is not None:
        yield f"   $ {exchange.curl}"
        body = " ".join((exchange.response_body or "").split())
        shown = body if len(body) <= _LONGEST_REPLY else f"{body[:_LONGEST_REPLY]}…"
        yield f"   {exchange.status} {shown}".rstrip()
    yield ""


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
