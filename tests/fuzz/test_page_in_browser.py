"""Pages in Chromium, driven by WebDriver (W3C), at the widths of a phone, a tablet, a screen."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from adhere import contract as contracts
from adhere.coverage import CoverageSettings, Recorder, report_of
from adhere.coverage.html import render_html as render_coverage
from adhere.fuzz import FuzzReport
from adhere.fuzz.html import render_html
from adhere.fuzz.observer import Observed
from adhere.fuzz.run import read
from adhere.fuzz.wire import WireRequest

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
WIDTHS = (390, 820, 1400)
SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
pytestmark = pytest.mark.skipif(
    BROWSER is None or DRIVER is None, reason="chromium and chromium-driver are not installed"
)


@dataclass(frozen=True)
class Browser:
    session: str

    def post(self, command: str, **value: Any) -> Any:
        reply = requests.post(f"{self.session}/{command}", json=value, timeout=30)
        assert reply.ok, reply.text
        return reply.json()["value"]

    def run(self, script: str) -> Any:
        return self.post("execute/sync", script=script, args=[])

    def resize(self, width: int) -> None:
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        command = "Emulation.setDeviceMetricsOverride"
        self.post("goog/cdp/execute", cmd=command, params=metrics)


@pytest.fixture(scope="module")
def driver() -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    process = subprocess.Popen([str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while not is_ready(url):
        assert time.monotonic() < deadline, "chromedriver did not start"
    yield url
    process.terminate()
    process.wait(10)


def is_ready(url: str) -> bool:
    try:
        return bool(requests.get(f"{url}/status", timeout=5).json()["value"]["ready"])
    except requests.ConnectionError:
        return False


@pytest.fixture
def browser(driver: str) -> Iterator[Browser]:
    options = {"binary": BROWSER, "args": ["--headless=new", "--no-sandbox", "--disable-gpu"]}
    wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
    session = requests.post(f"{driver}/session", json=wanted, timeout=60).json()["value"]
    address = f"{driver}/session/{session['sessionId']}"
    yield Browser(address)
    requests.delete(address, timeout=30)


@pytest.fixture
def report(fuzz: Callable[..., FuzzReport]) -> FuzzReport:
    return fuzz("wrong-body", "no-challenge", checks=frozenset({"authorization-matrix"}))


def test_page_at_every_width(browser: Browser, report: FuzzReport, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(render_html(report))
    browser.post("url", url=page.as_uri())

    for width in WIDTHS:
        browser.resize(width)
        seen = browser.run(
            """const shown = e => e.getBoundingClientRect().width > 0;
            return {
              width: innerWidth,
              content: document.documentElement.scrollWidth,
              sections: [...document.querySelectorAll('section')].filter(shown).map(s => s.id),
              findings: [...document.querySelectorAll('.finding')].filter(shown).length,
              bars: [...document.querySelectorAll('.pace span')].map(e => e.clientHeight),
              excerpts: [...document.querySelectorAll('.excerpt')].map(e => e.textContent),
              cells: document.querySelectorAll('#checks td.bad').length,
            };"""
        )
        assert seen["width"] == width
        assert seen["content"] <= width, "the page scrolls sideways"
        ids = ["findings", "permissions", "matrix", "checks", "pace", "coverage"]
        assert seen["sections"] == ids
        assert seen["findings"] == len(report.findings)
        assert max(seen["bars"]) > 50
        assert seen["cells"] > 0
        assert seen["excerpts"] == [f.excerpt for f in report.findings]


def test_mark_leads_to_its_finding(browser: Browser, report: FuzzReport, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(render_html(report))
    browser.post("url", url=page.as_uri())

    leads = """document.documentElement.style.scrollBehavior = 'auto';
    const mark = document.querySelector('#checks .mark');
    mark.click();
    const box = document.querySelector(mark.getAttribute('href')).getBoundingClientRect();
    return [location.hash === mark.getAttribute('href'), box.top >= 0 && box.top < innerHeight];"""
    assert browser.run(leads) == [True, True]


def test_coverage_page_at_every_width(browser: Browser, tmp_path: Path) -> None:
    document = read(SPEC)
    recorder = Recorder(document)
    recorder(Observed(WireRequest("GET", "/health", (), {}, None), 200, {}, b""))
    contract = contracts.build(document).contract
    report = report_of(document, contract, recorder.record(), CoverageSettings(fail_under=100))
    page = tmp_path / "coverage.html"
    page.write_text(render_coverage(report))
    browser.post("url", url=page.as_uri())

    for width in WIDTHS:
        browser.resize(width)
        seen = browser.run(
            """const color = e => getComputedStyle(e).borderLeftColor;
            const of = name => [...document.querySelectorAll(`.line.${name}`)];
            return {
              width: innerWidth,
              content: document.documentElement.scrollWidth,
              missing: document.querySelectorAll('#missing li').length,
              lines: document.querySelectorAll('.line').length,
              health: of('reached').map(e => e.textContent.trim()),
              colours: new Set(['reached', 'missing'].map(n => color(of(n)[0]))).size,
              legend: new Set([...document.querySelectorAll('.legend li')].map(color)).size,
            };"""
        )
        assert seen["width"] == width
        assert seen["content"] <= width, "the page scrolls sideways"
        assert seen["missing"] == len(report.missing)
        marked = {standing.span.file for standing in report.standings}
        shown = [file for file in document.files if file.path in marked]
        assert seen["lines"] == sum(len(file.text.splitlines()) for file in shown)
        assert any("get:" in line for line in seen["health"])
        assert seen["colours"] == 2
        assert seen["legend"] == 4

    leads = """document.documentElement.style.scrollBehavior = 'auto';
    const link = document.querySelector('.number a');
    link.click();
    const box = document.querySelector(link.getAttribute('href')).getBoundingClientRect();
    return box.top >= 0 && box.top < innerHeight;"""
    assert browser.run(leads)
