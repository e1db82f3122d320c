"""What the printers make of a report, hostile text in it included."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from adhere.fuzz import DeclaredStatus, Exchange, Finding, FuzzReport, Row
from adhere.fuzz.html import render_html
from adhere.fuzz.html.element import element
from adhere.fuzz.junit import render_junit
from adhere.fuzz.text import render_text

Fuzz = Callable[..., FuzzReport]
HOSTILE = (
    "</pre></style><script>alert(1)</script><img src=x onerror='alert(2)'>\x00\x1b[31m\u202e&amp;"
)
ACTIVE = {"script", "img", "iframe", "object", "embed", "link", "form", "base", "svg"}


def exchange(text: str) -> Exchange:
    return Exchange(
        method=text,
        url=f"http://h/{text}",
        request_headers=((text, text),),
        request_body=text,
        status=500,
        response_headers=((text, text),),
        response_body=text,
        curl=text,
    )


def report_of(text: str) -> FuzzReport:
    finding = Finding(
        operation=f"POST /{text}",
        operation_id=text,
        check=text,
        reason=text,
        detail=f"{text}\n{text}",
        place=text,
        pointer=text,
        identities=(text,),
        phases=(text,),
        count=2,
        seed=9,
        exchange=exchange(text),
    )
    return FuzzReport(
        title=text,
        version=text,
        spec=text,
        target=text,
        profile=text,
        seed=9,
        started=datetime(2026, 1, 2, tzinfo=UTC),
        seconds=1.5,
        requests=3,
        identities=(text,),
        operations=(f"POST /{text}",),
        skipped=(text,),
        rows=(Row(f"POST /{text}", text, text, {500: 2, 200: 1}, 0.5),),
        findings=(finding,),
        declared=(DeclaredStatus(f"POST /{text}", "200", 1), DeclaredStatus(text, text, 0)),
        errors=(text,),
        stopped=text,
    )


class Page(HTMLParser):
    """Collects what a browser would act on, and whether every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(text: str) -> Page:
    page = Page()
    page.feed(text)
    page.close()
    return page


def test_hostile_text_stays_text_in_the_page() -> None:
    text = render_html(report_of(HOSTILE))
    page = parse(text)

    assert not ACTIVE & set(page.tags)
    assert page.open == []
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "\x00" not in text
    assert "\u202e" not in text
    assert "&lt;script&gt;" in text


def test_page_fetches_nothing_and_runs_nothing() -> None:
    text = render_html(report_of("plain"))
    page = parse(text)

    assert ("content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'") in page.attributes  # fmt: skip  # noqa: E501 - the policy whole
    assert not [value for name, value in page.attributes if name in {"src", "srcset", "data"}]
    links = [value or "" for name, value in page.attributes if name == "href"]
    assert links
    assert all(link.startswith("#") for link in links)
    assert "url(" not in text
    assert "@import" not in text


def test_every_link_of_the_page_leads_somewhere() -> None:
    page = parse(render_html(report_of("plain")))
    identifiers = [value for name, value in page.attributes if name == "id"]
    targets = {
        value.removeprefix("#") for name, value in page.attributes if name == "href" and value
    }
    assert targets <= set(identifiers)
    assert len(identifiers) == len(set(identifiers))


def test_page_tells_everything() -> None:
    text = render_html(report_of("plain"))
    for piece in ("1 finding", "The run ended early", "Could not be tested", "never", "2 times"):
        assert piece in text
    assert 'lang="en"' in text
    assert 'scope="row"' in text


def test_page_of_a_good_run_says_so() -> None:
    good = replace(report_of("plain"), findings=(), errors=(), stopped=None, skipped=())
    text = render_html(good)
    assert "Nothing found" in text
    assert "Every reply kept the contract." in text


def test_attribute_values_cannot_break_out() -> None:
    assert element("a", "x", href="\" onclick='x").text == (
        '<a href="&quot; onclick=&#x27;x">x</a>'
    )


def test_junit_is_well_formed_whatever_the_text() -> None:
    root = ET.fromstring(render_junit(report_of(HOSTILE)))  # noqa: S314 - our own text

    assert root.tag == "testsuites"
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "1")
    failure = root.find(".//failure")
    assert failure is not None
    assert "alert(1)" in (failure.text or "")


def test_junit_has_a_case_for_each_operation_identity_and_phase(fuzz: Fuzz) -> None:
    report = fuzz("wrong-body")
    root = ET.fromstring(render_junit(report))  # noqa: S314 - our own text

    cases = {(c.get("classname"), c.get("name")) for c in root.iter("testcase")}
    assert cases == {(row.identity, f"{row.operation} [{row.phase}]") for row in report.rows}
    failed = {(c.get("classname"), c.get("name")) for c in root.iter("testcase") if len(c)}
    assert ("ada", "POST /items [coverage]") in failed
    assert ("anonymous", "GET /health [coverage]") not in failed


def test_text_has_place_curl_reply_and_seed(fuzz: Fuzz) -> None:
    text = render_text(fuzz("server-error"))

    assert "POST /items (createItem) answers 500" in text
    assert re.search(r"openapi\.yaml:\d+:\d+  not-a-server-error", text)
    assert "$ curl -i -X POST http://testserver/items" in text
    assert text.rstrip().endswith("seed 1")


@pytest.mark.parametrize("printer", [render_text, render_html, render_junit])
def test_no_secret_in_any_report(fuzz: Fuzz, printer: Callable[[FuzzReport], str]) -> None:
    text = printer(fuzz("wrong-body", "no-authorization", "no-challenge"))

    for secret in ("correct-horse", "battery-staple", "token-00"):
        assert secret not in text
    assert "Authorization: Bearer ${ADA_TOKEN:?" in html.unescape(text)
