"""Every finding: what, where, and how to see it again."""

from __future__ import annotations

import json

from adhere.fuzz.html.element import Markup, element, fragment
from adhere.fuzz.html.parts import operation_name, status_chip
from adhere.fuzz.report import Exchange, Finding, FuzzReport, Step
from adhere.fuzz.text import acceptance

KEPT = "Every reply kept the contract."


def findings_section(report: FuzzReport) -> Markup:
    """Return the section: a list to jump from, then each finding in full."""
    if not report.findings:
        kept = "Every reply so far kept the contract." if report.stopped else KEPT
        text = kept if report.requests else "Nothing was sent."
        content = element("p", text, class_="calm")
    else:
        numbered = list(enumerate(report.findings, 1))
        content = fragment(
            element("ol", *(_entry(*item) for item in numbered), class_="contents"),
            *(_finding(*item) for item in numbered),
        )
    heading = element("h2", "Findings")
    return element("section", heading, content, id="findings", tabindex="-1")


def _entry(number: int, finding: Finding) -> Markup:
    text = fragment(operation_name(finding.operation), " ", finding.reason)
    return element("li", element("a", text, href=f"#finding-{number}"))


def _finding(number: int, finding: Finding) -> Markup:
    times = "once" if finding.count == 1 else f"{finding.count} times"
    return element(
        "article",
        element(
            "h3",
            element("span", f"{number}", class_="number"),
            element("span", operation_name(finding.operation), " ", finding.reason),
        ),
        element(
            "dl",
            _fact("Contract", element("code", finding.place), f" {finding.pointer}"),
            _fact("Operation", finding.operation_id) if finding.operation_id else None,
            _fact("Check", finding.check),
            _fact("Seen", f"{times}, as {', '.join(finding.identities)}"),
            _fact("Phase", ", ".join(finding.phases)),
            _fact("ID", element("code", finding.id)),
            _fact("Seed", str(finding.seed)),
            _fact("Known", acceptance(finding)) if finding.acceptance else None,
            class_="facts",
        ),
        _detail(finding.detail),
        _excerpt(finding.excerpt) if finding.excerpt else None,
        _before(finding.steps[:-1]) if len(finding.steps) > 1 else None,
        _exchange(finding.exchange) if finding.exchange is not None else None,
        id=f"finding-{number}",
        class_="finding",
    )


def _detail(detail: str) -> Markup | None:
    first, _, rest = detail.partition("\n")
    if not rest.strip():
        return element("p", first, class_="reason") if first else None
    more = element("pre", rest.strip(), tabindex="0")
    details = element("details", element("summary", "Schema and value"), more)
    return fragment(element("p", first, class_="reason"), details)


def _excerpt(excerpt: str) -> Markup:
    return fragment(
        element("p", "The contract says:", class_="label"),
        element("pre", excerpt, class_="excerpt", tabindex="0"),
    )


def _fact(name: str, *value: Markup | str) -> Markup:
    return element("div", element("dt", name), element("dd", *value))


def _before(steps: tuple[Step, ...]) -> Markup:
    """Return the requests that lead to the one that shows the finding, each to be opened."""
    opened = (
        element(
            "details",
            element(
                "summary", f"{number}. {step.exchange.method} ", "".join(step.target[::2]), " ",
                status_chip(str(step.exchange.status)), f" as {step.identity}",
            ),
            _exchange(step.exchange),
        )
        for number, step in enumerate(steps, 1)
    )  # fmt: skip
    return fragment(element("p", "First come these requests:", class_="label"), *opened)


def _exchange(exchange: Exchange) -> Markup:
    request = fragment(f"{exchange.method} {exchange.url}")
    reply = "no reply" if exchange.status is None else status_chip(str(exchange.status))
    return fragment(
        element(
            "div",
            _message("Request", request, exchange.request_headers, exchange.request_body),
            _message("Reply", fragment(reply), exchange.response_headers, exchange.response_body),
            class_="exchange",
        ),
        element("p", "See it again:", class_="label"),
        element("pre", exchange.curl, class_="command", tabindex="0"),
    )


def _message(
    title: str, first: Markup, headers: tuple[tuple[str, str], ...], body: str | None
) -> Markup:
    lines = element("dl", *(_header(*pair) for pair in headers), class_="headers")
    return element(
        "div",
        element("h4", title),
        element("p", first, class_="first-line"),
        element("details", element("summary", f"{len(headers)} headers"), lines)
        if headers
        else None,
        element("pre", _readable(body), tabindex="0")
        if body
        else element("p", "no body", class_="dim"),
    )


def _readable(body: str) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def _header(name: str, value: str) -> Markup:
    return element("div", element("dt", name), element("dd", value))
