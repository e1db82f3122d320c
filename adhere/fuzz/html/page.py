"""The page as a whole."""

from __future__ import annotations

from adhere.fuzz.html.checks import checks_section
from adhere.fuzz.html.coverage import coverage_section
from adhere.fuzz.html.element import Child, Markup, element, fragment
from adhere.fuzz.html.findings import findings_section
from adhere.fuzz.html.matrix import matrix_section
from adhere.fuzz.html.pace import pace_section
from adhere.fuzz.html.parts import page_head
from adhere.fuzz.html.permissions import permissions_section
from adhere.fuzz.report import FuzzReport


def render_html(report: FuzzReport) -> str:
    """Return the document as text."""
    head = page_head(f"{_outcome(report)} · {report.title}", f"{__package__}/report.css")
    body = element(
        "body",
        element("a", "Skip to the findings", href="#findings", class_="skip"),
        _header(report),
        element(
            "main",
            _banners(report),
            findings_section(report),
            permissions_section(report),
            matrix_section(report),
            checks_section(report),
            pace_section(report),
            coverage_section(report),
        ),
        _footer(report),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en').text}\n"


def _outcome(report: FuzzReport) -> str:
    count = len(report.findings)
    if count:
        return f"{count} finding{'s' if count > 1 else ''}"
    if report.errors:
        return "Not all could be tested"
    return "Nothing found so far" if report.stopped else "Nothing found"


def _header(report: FuzzReport) -> Markup:
    state = "bad" if report.exit_code else "partial" if report.stopped else "good"
    seen = len(report.declared) - len(report.unseen)
    return element(
        "header",
        element(
            "div",
            element("p", "Contract test", class_="kicker"),
            element("h1", report.title, " ", element("span", report.version, class_="version")),
            element("p", _outcome(report), class_=f"outcome {state}"),
            class_="headline",
        ),
        element(
            "dl",
            _tile("Findings", len(report.findings), "#findings"),
            _tile("Requests", f"{report.requests:,}", "#checks"),
            _tile("Operations", len(report.operations), "#checks"),
            _tile("Identities", len(report.identities), "#matrix"),
            _tile("Declared statuses seen", f"{seen} of {len(report.declared)}", "#coverage"),
            class_="tiles",
        ),
        element(
            "dl",
            _fact("Service", report.target),
            _fact("Contract", report.spec),
            _fact("Profile", report.profile),
            _fact("Started", report.started.strftime("%Y-%m-%d %H:%M:%S UTC")),
            _fact("Took", f"{report.seconds:.1f} s"),
            _fact("Seed", str(report.seed)),
            class_="facts",
        ),
    )


def _tile(name: str, value: Child, target: str) -> Markup:
    link = element("a", value, href=target)
    return element("div", element("dt", name), element("dd", link))


def _fact(name: str, value: str) -> Markup:
    return element("div", element("dt", name), element("dd", value))


def _banners(report: FuzzReport) -> Markup:
    stopped = f"The run ended early: {report.stopped}." if report.stopped else None
    left_out = (
        f"The {report.profile} profile leaves out {', '.join(report.skipped)}."
        if report.skipped
        else None
    )
    behind = element("ul", *(element("li", thing) for thing in report.left_behind))
    errors = element("ul", *(element("li", error) for error in report.errors))
    agreement = report.agreement and f"Contract: {report.agreement}."
    return fragment(
        element("p", agreement, class_="banner") if agreement else None,
        element("p", stopped, class_="banner", role="status") if stopped else None,
        element("p", left_out, class_="banner") if left_out else None,
        element("div", "Could not be tested:", errors, class_="banner bad")
        if report.errors
        else None,
        element("div", "Created and not deleted:", behind, class_="banner bad")
        if report.left_behind
        else None,
    )


def _footer(report: FuzzReport) -> Markup:
    again = f"adhere fuzz {report.target} --spec {report.spec} --seed {report.seed}"
    if "://" not in report.target.split(" ", 1)[0]:
        again = f"Settings(seed={report.seed})"
    return element(
        "footer",
        element("p", "The same cases again:"),
        element("pre", again, class_="command", tabindex="0"),
        element(
            "p", "Written by adhere fuzz, on Schemathesis. Secrets are replaced by [redacted]."
        ),
    )
