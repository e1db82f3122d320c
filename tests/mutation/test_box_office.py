"""Every bug of the box office is live, and some of each kind are found from its contract alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adhere.fuzz import FuzzPhase, FuzzReport, run
from adhere.fuzz.configuration import load_settings
from benchmarks.mutation.boxoffice.app import make_app
from benchmarks.mutation.boxoffice.bugs import BUGS
from benchmarks.mutation.boxoffice.visitor import Visitor
from benchmarks.mutation.subjects import SUBJECTS

BOX_OFFICE = SUBJECTS["boxoffice"]
FOUND = [
    ("bookings-of-others-read", "ownership", "answers with a thing of another caller"),
    ("unknown-event-booked", "references", "takes for eventId what leads nowhere"),
    ("comment-under-any-event", "references", "answers with a thing under another parent"),
    ("pages-leave-gaps", "collections", "leaves something out on its pages"),
    ("link-missing", "collections", "ends before everything was shown"),
    ("max-price-ignored", "collections", "lists what lies beyond maxPrice"),
    ("key-ignored", "concurrency", "does again what its key says was done"),
    ("any-poster-taken", "protocol", "takes a file of a type that it does not declare"),
]


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BOX_OFFICE.secrets.items():
        monkeypatch.setenv(name, value)


def fuzzed(bug: str, *checks: str) -> FuzzReport:
    settings = replace(
        load_settings(BOX_OFFICE.config),
        seed=1,
        max_findings=1,
        checks=frozenset(checks),
        phases=frozenset[FuzzPhase](),
    )
    return run(make_app(bug), BOX_OFFICE.spec, settings)


@pytest.mark.parametrize("name", BUGS)
def test_bug_shows(name: str) -> None:
    observe = BUGS[name].observe
    assert observe(Visitor(make_app(name))) != observe(Visitor(make_app()))


@pytest.mark.parametrize(("bug", "check", "reason"), FOUND)
def test_bug_is_found(bug: str, check: str, reason: str) -> None:
    report = fuzzed(bug, check)

    assert any(reason in finding.reason for finding in report.findings), report.findings
    assert not report.errors


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    report = fuzzed("", "references", "collections")

    assert report.findings == ()
    assert not report.errors
