"""A finding of several requests is shown with the fewest that show it."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from adhere.fuzz import FuzzPhase, FuzzReport, Settings, run
from adhere.fuzz.html import render_html
from adhere.fuzz.shrinking import Shrinker
from adhere.fuzz.text import render_text

NOTES = Path(__file__).parent / "notes"


def notes(log: Path) -> Any:
    """Return a service that cannot show a note any more once it was changed."""
    found = importlib.util.spec_from_file_location("fuzz_notes_shrunk", NOTES / "service.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    inner, changed = module.make_app(log), Counter[str]()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        path, method = scope.get("path", ""), scope.get("method")
        if method == "GET" and changed[path]:
            await Response(status_code=500)(scope, receive, send)
            return

        async def watched(message: Any) -> None:
            if method == "PATCH" and message.get("status") == 200:
                changed[path] += 1
            await send(message)

        await inner(scope, receive, watched)

    return app


def methods(report: FuzzReport, check: str) -> list[str]:
    finding = next(f for f in report.findings if f.check == check)
    return [step.exchange.method for step in finding.steps]


def chained(tmp_path: Path, **changes: Any) -> FuzzReport:
    settings = {"phases": frozenset({FuzzPhase.STATEFUL}), "checks": frozenset(), "seed": 5}
    settings |= {"max_examples": 40, **changes}
    return run(notes(tmp_path / "log"), NOTES / "openapi.yaml", Settings(**settings))


def test_chain_is_as_short_as_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert methods(chained(tmp_path), "not-a-server-error") == ["POST", "PATCH", "GET"]

    monkeypatch.setattr(Shrinker, "shortest", lambda _self, _operation, _breach, steps: steps)
    assert len(methods(chained(tmp_path), "not-a-server-error")) > 3


def test_reports_show_what_comes_before(tmp_path: Path) -> None:
    report = chained(tmp_path)
    text, page = render_text(report), render_html(report)

    assert text.index("-X POST") < text.index("-X PATCH") < text.index("-X GET")
    assert "201, as anonymous" in text
    assert "First come these requests:" in page


def test_what_decides_the_last_reply_is_kept(tmp_path: Path) -> None:
    """A note that is read after its deletion is a finding; one that was not deleted is none."""
    inner = notes(tmp_path / "log")

    async def app(scope: Any, receive: Any, send: Any) -> None:
        keeps = scope.get("method") == "DELETE"
        await (Response(status_code=204) if keeps else inner)(scope, receive, send)

    settings = Settings(seed=5, phases=frozenset(), checks=frozenset({"states"}))
    report = run(app, NOTES / "openapi.yaml", settings)
    finding = next(f for f in report.findings if f.reason == "still finds what was deleted")
    assert [step.exchange.method for step in finding.steps] == ["POST", "DELETE", "GET"]
