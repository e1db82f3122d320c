"""Who may do what: what the contract promises each identity, and what came."""

from __future__ import annotations

from itertools import groupby

from adhere.fuzz.html.element import Markup, element, fragment
from adhere.fuzz.html.parts import operation_name, status_chip
from adhere.fuzz.report import FuzzReport, MatrixCell, Outcome

_LEGEND = (
    "Each operation asked once as everybody: what the contract promises, then what came. "
    "404, 409, 412, 422 and 428 mean that the caller was let in. "
    "A dash: needs no credential, so one identity asks for all."
)
_CLASSES = {Outcome.BREACH: "bad", Outcome.KEPT: "kept"}


def permissions_section(report: FuzzReport) -> Markup | None:
    """Return the table, one row an operation; `None` where the check did not run."""
    if not report.matrix:
        return None
    head = element(
        "tr",
        element("th", "Operation", scope="col"),
        *(element("th", name, scope="col") for name in report.identities),
    )
    rows = (_row(name, list(cells)) for name, cells in groupby(report.matrix, _operation))
    table = element("table", element("thead", head), element("tbody", *rows))
    scroller = element(
        "div",
        table,
        class_="scroller",
        role="region",
        aria_label="Who may do what",
        tabindex="0",
    )
    heading = element("h2", "Who may do what")
    legend = element("p", _LEGEND, class_="dim")
    return element("section", heading, legend, scroller, id="permissions")


def _operation(cell: MatrixCell) -> str:
    return cell.operation


def _row(operation: str, cells: list[MatrixCell]) -> Markup:
    name = element("th", operation_name(operation), scope="row")
    return element("tr", name, *(_cell(cell) for cell in cells))


def _cell(cell: MatrixCell) -> Markup:
    if cell.status is None:
        return element("td", element("span", "\N{EN DASH}", title=cell.outcome, class_="dim"))
    content = fragment(
        element("span", cell.expected, class_="due"),
        " ",
        status_chip(str(cell.status)),
        element("span", cell.outcome, class_="verdict"),
    )
    return element("td", content, class_=_CLASSES.get(cell.outcome))
