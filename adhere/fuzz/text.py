"""The report for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.fuzz.report import Exchange, Finding, FuzzReport

_LONGEST_REPLY = 300
_LONGEST_COMMAND = 4000
_MOST_LEFT = 10


def render_text(report: FuzzReport) -> str:
    """Return the summary: each finding with its place and how to see it again, then the numbers."""
    return "\n".join(_lines(report)) + "\n"


def summary(report: FuzzReport) -> str:
    """Return the outcome in one line."""
    nothing = "Nothing found so far" if report.stopped else "Nothing found"
    new, known = len(report.new_findings), len(report.known_findings)
    found = _count(new, "finding") if new else nothing
    if known:
        found = f"{_count(new, 'new finding')}, {known} known"
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
    for number, finding in enumerate(report.new_findings, 1):
        yield from _finding(number, finding)
    yield from _baseline(report)
    if report.errors:
        yield "Could not be tested:"
        yield from (f"  {error}" for error in report.errors)
        yield ""
    if report.skipped:
        left_out = _count(len(report.skipped), "operation")
        yield f"Left out by the {report.profile} profile: {left_out}."
    for operation, statuses in report.inconclusive.items():
        got = ", ".join(map(str, statuses))
        yield f"Inconclusive: {operation} answered nothing but {got}."
    seen = len(report.declared) - len(report.unseen)
    yield f"Declared statuses seen: {seen} of {len(report.declared)}."
    yield from _tidied(report)
    if report.stopped:
        yield f"The run ended early: {report.stopped}."
    yield summary(report)


def _baseline(report: FuzzReport) -> Iterator[str]:
    """Yield what is known, and what the baseline need not know any more."""
    if report.known_findings:
        yield "Known:"
        yield from (f"  {_known(finding)}" for finding in report.known_findings)
        yield ""
    if report.no_longer_seen:
        yield "In the baseline, and not seen any more:"
        yield from (f"  {entry}" for entry in report.no_longer_seen)
        yield ""


def _known(finding: Finding) -> str:
    return f"{finding.id} {finding.operation} {finding.reason} ({acceptance(finding)})"


def acceptance(finding: Finding) -> str:
    """Return whose a finding is, why it may stay and until when; empty where nobody said."""
    known = finding.acceptance
    if known is None:
        return ""
    when = "expired on" if known.is_over else "until"
    return f"{known.owner}, {when} {known.expires.isoformat()}: {known.reason}"


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
    if finding.acceptance is not None:
        yield f"   in the baseline: {acceptance(finding)}"
    yield from (f"   {line}" for line in finding.detail.splitlines()[:1] if line)
    exchange = finding.exchange
    if exchange is not None:
        for step in finding.steps[:-1]:
            yield f"   $ {_command(step.exchange)}"
            yield f"   {step.exchange.status}, as {step.identity}"
        yield f"   $ {_command(exchange)}"
        body = " ".join((exchange.response_body or "").split())
        shown = body if len(body) <= _LONGEST_REPLY else f"{body[:_LONGEST_REPLY]}…"
        yield f"   {exchange.status} {shown}".rstrip()
    yield ""


def _command(exchange: Exchange) -> str:
    """Return the command; of one that fills a screen the beginning, for the others have it all."""
    whole = exchange.curl
    if len(whole) <= _LONGEST_COMMAND:
        return whole
    return f"{whole[:_LONGEST_COMMAND]}… ({len(whole)} characters: --html and --json have them all)"


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
