"""Who got what from which operation."""

from __future__ import annotations

from adhere.fuzz.html.element import Markup, element
from adhere.fuzz.html.parts import finding_mark, operation_name, status_chip, times
from adhere.fuzz.report import FuzzReport

_LEGEND = (
    "How often each identity got each status. "
    "A dash: another identity tests it, since this one would send the same."
)


def matrix_section(report: FuzzReport) -> Markup:
    """Return the table of operations and identities, each cell with its statuses."""
    head = element(
        "tr",
        element("th", "Operation", scope="col"),
        *(element("th", name, scope="col") for name in report.identities),
    )
    rows = (_row(report, operation) for operation in report.operations)
    table = element(
        "table",
        element("thead", head),
        element("tbody", *rows),
    )
    scroller = element(
        "div",
        table,
        class_="scroller",
        role="region",
        aria_label="Operations and identities",
        tabindex="0",
    )
    heading = element("h2", "Operations and identities")
    return element("section", heading, element("p", _LEGEND, class_="dim"), scroller, id="matrix")


def _row(report: FuzzReport, operation: str) -> Markup:
    name = element("th", operation_name(operation), scope="row")
    return element("tr", name, *(_cell(report, operation, who) for who in report.identities))


def _cell(report: FuzzReport, operation: str, identity: str) -> Markup:
    statuses = sorted(report.statuses(operation, identity).items())
    numbers = [
        number
        for number, finding in enumerate(report.findings, 1)
        if finding.operation == operation and identity in finding.identities
    ]
    marks = map(finding_mark, numbers)
    if not statuses:
        nothing = element("span", "\N{EN DASH}", title="left to another identity", class_="dim")
        return element("td", nothing, *marks)
    chips = (status_chip(str(status), times(count)) for status, count in statuses)
    return element("td", *chips, *marks, class_="bad" if numbers else None)
