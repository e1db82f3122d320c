"""The report as one page: the document with its lines marked, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from adhere.coverage.goals import Kind
from adhere.coverage.report import CoverageReport, Share, Standing
from adhere.fuzz.html.element import Markup, element
from adhere.fuzz.html.parts import operation_name, page_head
from adhere.source import SourceFile

_NAMES = {
    "reached": "everything here is reached",
    "partly": "some of it is not reached",
    "missing": "nothing here is reached",
    "exempt": "exempt",
}

Marked = dict[int, list[Standing]]


def render_html(report: CoverageReport) -> str:
    """Return the document as text; it asks nobody for anything."""
    record = report.record
    head = page_head(
        f"{report.total} of the contract · {record.title}", f"{__package__}/coverage.css"
    )
    missing = report.missing
    body = element(
        "body",
        element("a", "Skip to what is missing", href="#missing", class_="skip"),
        _header(report),
        element(
            "main",
            _kinds(report),
            _missing(missing),
            *(_source(file, marks, missing) for file, marks in _files(report)),
        ),
        element("footer", element("p", "Written by adhere coverage report.")),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en').text}\n"


def _header(report: CoverageReport) -> Markup:
    record = report.record
    state = "good" if report.is_enough else "bad"
    outcome = f"{report.total} reached" if report.is_enough else f"{report.total}: too little"
    facts = (
        ("Contract", str(report.document.root.path)),
        ("Hash", record.sha256[:12]),
        ("Exchanges", f"{record.exchanges:,}"),
        ("Goals", f"{report.total.reached:,} of {report.total.total:,}"),
    )
    return element(
        "header",
        element("p", "Contract coverage", class_="kicker"),
        element("h1", record.title, " ", element("span", record.version, class_="dim")),
        element("p", outcome, class_=f"outcome {state}"),
        element(
            "dl",
            *(element("div", element("dt", name), element("dd", value)) for name, value in facts),
            class_="facts",
        ),
    )


def _kinds(report: CoverageReport) -> Markup:
    tiles = (
        _tile(kind, report.share(kind), report.settings.rules.get(kind))
        for kind in Kind
        if report.share(kind).total
    )
    return element(
        "section", element("h2", "By kind"), element("dl", *tiles, class_="tiles"), id="kinds"
    )


def _tile(kind: Kind, share: Share, least: float | None) -> Markup:
    state = "full" if share.reached == share.total else "part"
    is_short = least is not None and share.percent < least
    rule = None if least is None else element("small", f"at least {least:g} %")
    return element(
        "div",
        element("dt", kind.replace("-", " ")),
        element("dd", str(share)),
        element("dd", f"{share.reached:,} of {share.total:,} ", rule, class_="dim"),
        class_=f"{state} short" if is_short else state,
    )


def _missing(missing: Sequence[Standing]) -> Markup:
    if not missing:
        calm = element("p", "Everything is reached.", class_="calm")
        return element("section", element("h2", "Not reached"), calm, id="missing")
    grouped: dict[str, list[tuple[int, Standing]]] = defaultdict(list)
    for number, standing in enumerate(missing, 1):
        grouped[standing.goal.operation].append((number, standing))
    return element(
        "section",
        element("h2", "Not reached"),
        *(_operation(label, found) for label, found in grouped.items()),
        id="missing",
    )


def _operation(label: str, found: Sequence[tuple[int, Standing]]) -> Markup:
    return element(
        "details",
        element("summary", operation_name(label), element("span", str(len(found)), class_="count")),
        element("ol", *(_shortfall(number, standing) for number, standing in found)),
        open=True,
    )


def _shortfall(number: int, standing: Standing) -> Markup:
    span = standing.span
    where = f"{span.file}:{span.start.line}"
    return element(
        "li",
        element("p", element("a", where, href=f"#{_line_id(span.file, span.start.line)}")),
        element("p", standing.goal.lacks, class_="lacks"),
        element("p", standing.goal.mend, class_="dim"),
        id=f"missing-{number}",
    )


def _files(report: CoverageReport) -> Iterator[tuple[SourceFile, Marked]]:
    """Yield each file that goals stand in, with those of each line."""
    marks: dict[Path, Marked] = defaultdict(lambda: defaultdict(list))
    for standing in report.standings:
        marks[standing.span.file][standing.span.start.line].append(standing)
    for file in report.document.files:
        if file.path in marks:
            yield file, marks[file.path]


def _source(file: SourceFile, marks: Marked, missing: Sequence[Standing]) -> Markup:
    numbers = {id(standing): number for number, standing in enumerate(missing, 1)}
    lines = (
        _line(file.path, number, text, marks.get(number, []), numbers)
        for number, text in enumerate(file.text.splitlines(), 1)
    )
    legend = (element("li", text, class_=name) for name, text in _NAMES.items())
    return element(
        "section",
        element("h2", element("code", str(file.path))),
        element("ul", *legend, class_="legend"),
        element(
            "div",
            element("div", *lines, class_="source"),
            class_="scroller",
            role="region",
            aria_label=str(file.path),
            tabindex="0",
        ),
        class_="file",
    )


def _line(
    path: Path, number: int, text: str, found: Sequence[Standing], numbers: dict[int, int]
) -> Markup:
    state = _state(found)
    short = [standing for standing in found if standing.is_missing]
    label: Markup | str = str(number)
    if short:
        label = element("a", str(number), href=f"#missing-{numbers[id(short[0])]}")
    times = sum(standing.count for standing in found)
    note = f"{_NAMES[state]}, {times:,} times" if state else None
    return element(
        "div",
        element("span", label, class_="number"),
        element("code", text or " "),
        class_=f"line {state}" if state else "line",
        id=_line_id(path, number),
        title=note,
    )


def _state(found: Sequence[Standing]) -> str:
    counted = [standing for standing in found if standing.exemption is None or standing.count]
    if not counted:
        return "exempt" if found else ""
    reached = sum(1 for standing in counted if standing.count)
    return "reached" if reached == len(counted) else "partly" if reached else "missing"


def _line_id(path: Path, number: int) -> str:
    return f"{path}-{number}".replace("/", "-").replace(" ", "-")
