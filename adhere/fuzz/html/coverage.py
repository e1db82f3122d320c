"""Which declared statuses were seen, and which never were."""

from __future__ import annotations

from collections import Counter

from adhere.fuzz.html.element import Markup, element
from adhere.fuzz.html.parts import operation_name, status_chip, times
from adhere.fuzz.report import DeclaredStatus, FuzzReport


def coverage_section(report: FuzzReport) -> Markup:
    """Return the section: each operation with its declared statuses."""
    rows = (_row(report, operation) for operation in report.operations)
    return element(
        "section",
        element("h2", "Declared statuses"),
        element("p", _sum(report), class_="dim"),
        element("dl", *rows, class_="statuses"),
        id="coverage",
    )


def _sum(report: FuzzReport) -> str:
    """Say what was never seen, the commonest first."""
    if not report.unseen:
        return "Every declared status was seen."
    counts = Counter(declared.status for declared in report.unseen)
    listed = ", ".join(f"{status} ({count})" for status, count in counts.most_common())
    share = f"{len(report.unseen)} of {len(report.declared)}"
    return f"{share} declared statuses were never seen, dashed below: {listed}."


def _row(report: FuzzReport, operation: str) -> Markup:
    declared = [status for status in report.declared if status.operation == operation]
    return element(
        "div",
        element("dt", operation_name(operation)),
        element("dd", *(_chip(status) for status in declared)),
    )


def _chip(declared: DeclaredStatus) -> Markup:
    note = times(declared.seen) if declared.seen else "never"
    return status_chip(declared.status, note, is_seen=bool(declared.seen))
