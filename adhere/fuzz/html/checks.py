"""Which check asked which operation how often, and what it found."""

from __future__ import annotations

from collections import Counter

from adhere.fuzz.html.element import Markup, element
from adhere.fuzz.html.parts import finding_mark, operation_name
from adhere.fuzz.report import FuzzReport

_LEGEND = "How many requests each phase and check sent to each operation, and what it found."


def checks_section(report: FuzzReport) -> Markup:
    """Return the table of operations and checks."""
    checks = list(dict.fromkeys(row.phase for row in report.rows))
    checks += [c for f in report.findings for c in f.phases if c not in checks]
    checks = list(dict.fromkeys(checks))
    sent: Counter[tuple[str, str]] = Counter()
    for row in report.rows:
        sent[row.operation, row.phase] += row.requests
    head = element(
        "tr",
        element("th", "Operation", scope="col"),
        *(element("th", check, scope="col") for check in checks),
    )
    rows = (
        element(
            "tr",
            element("th", operation_name(operation), scope="row"),
            *(_cell(report, operation, check, sent[operation, check]) for check in checks),
        )
        for operation in report.operations
    )
    table = element("table", element("thead", head), element("tbody", *rows), class_="counts")
    scroller = element(
        "div",
        table,
        class_="scroller",
        role="region",
        aria_label="Operations and checks",
        tabindex="0",
    )
    heading = element("h2", "Operations and checks")
    return element("section", heading, element("p", _LEGEND, class_="dim"), scroller, id="checks")


def _cell(report: FuzzReport, operation: str, check: str, requests: int) -> Markup:
    numbers = [
        number
        for number, finding in enumerate(report.findings, 1)
        if finding.operation == operation and check in finding.phases
    ]
    shown = str(requests) if requests else element("span", "\N{EN DASH}", class_="dim")
    return element("td", shown, *map(finding_mark, numbers), class_="bad" if numbers else None)
