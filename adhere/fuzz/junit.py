"""The report as JUnit XML: one suite an identity, one test case an operation and phase."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator

from adhere.fuzz.report import Finding, FuzzReport, Row

# What XML 1.0 cannot hold (section 2.2).
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: FuzzReport) -> str:
    """Return the document as text."""
    root = ET.Element("testsuites", name=_clean(report.title), time=f"{report.seconds:.3f}")
    for identity in report.identities:
        root.append(_suite(report, identity))
    if report.errors:
        root.append(_errors(report.errors))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(report: FuzzReport, identity: str) -> ET.Element:
    rows = [row for row in report.rows if row.identity == identity]
    suite = ET.Element("testsuite", name=_clean(identity), errors="0", skipped="0")
    suite.set("timestamp", report.started.isoformat(timespec="seconds"))
    suite.set("time", f"{sum(row.seconds for row in rows):.3f}")
    properties = ET.SubElement(suite, "properties")
    for name, value in (("seed", report.seed), ("target", report.target), ("spec", report.spec)):
        ET.SubElement(properties, "property", name=name, value=_clean(str(value)))
    cases = [_case(row, _of(row, report.new_findings)) for row in rows]
    suite.extend(cases)
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    return suite


def _case(row: Row, findings: Iterable[Finding]) -> ET.Element:
    case = ET.Element("testcase", name=_clean(f"{row.operation} [{row.phase}]"))
    case.set("classname", _clean(row.identity))
    case.set("time", f"{row.seconds:.3f}")
    for finding in findings:
        failure = ET.SubElement(case, "failure", type=_clean(finding.check))
        failure.set("message", _clean(f"{finding.operation} {finding.reason}"))
        failure.text = _clean("\n".join(_story(finding)))
    return case


def _story(finding: Finding) -> Iterator[str]:
    yield finding.place
    yield finding.detail
    if finding.exchange is not None:
        yield f"$ {finding.exchange.curl}"
        yield f"{finding.exchange.status} {finding.exchange.response_body or ''}"
    yield f"seed {finding.seed}"


def _of(row: Row, findings: Iterable[Finding]) -> list[Finding]:
    return [
        finding
        for finding in findings
        if finding.operation == row.operation
        and row.identity in finding.identities
        and row.phase in finding.phases
    ]


def _errors(errors: tuple[str, ...]) -> ET.Element:
    count = str(len(errors))
    suite = ET.Element("testsuite", name="not tested", tests=count, failures="0", errors=count)
    for number, error in enumerate(errors, 1):
        case = ET.SubElement(suite, "testcase", name=f"error {number}", classname="not tested")
        ET.SubElement(case, "error", message=_clean(error))
    return suite


def _clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
