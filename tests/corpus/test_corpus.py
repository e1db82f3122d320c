"""Documents that others published: each becomes a package that routes all its operations.

A sample by default; `ADHERE_CORPUS=all` takes every document marked valid.
"""

from __future__ import annotations

import os
import re
import statistics

import pytest

from .attempt import Outcome, attempt_all
from .documents import CORPUS, CorpusDocument, documents
from .known import KNOWN_FAILURES
from .run import TABLE

SAMPLE_STEP = 4
SMALL = 150
"""Operations up to which a document may be in the sample."""

MOST_LINES = 54
"""What half of all documents need at most, in lines an operation; lower it when it falls."""

_ROW = re.compile(r"\| (?P<id>\S+) \| (?P<operations>\d+) \| (?P<lines>\d+) \|")

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the checkout")


def chosen() -> list[CorpusDocument]:
    valid = [document for document in documents() if document.is_valid]
    if os.environ.get("ADHERE_CORPUS") == "all":
        return valid
    small = [document for document in valid if document.operations <= SMALL]
    failing = [document for document in small if document.id in KNOWN_FAILURES]
    return [*small[::SAMPLE_STEP], *(d for d in failing if d not in small[::SAMPLE_STEP])]


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    taken = chosen()
    return {d.id: o for d, o in zip(taken, attempt_all(d.path for d in taken), strict=True)}


def test_every_document_routes_all_its_operations(outcomes: dict[str, Outcome]) -> None:
    failed = {
        name: f"{outcome.stage}: {outcome.reason}"
        for name, outcome in outcomes.items()
        if not outcome.is_complete and name not in KNOWN_FAILURES
    }
    assert failed == {}


def test_known_failures_still_fail(outcomes: dict[str, Outcome]) -> None:
    mended = [name for name in KNOWN_FAILURES if name in outcomes and outcomes[name].is_complete]
    assert mended == [], "take them out of known.py"


def test_known_failures_are_few() -> None:
    valid = {document.id for document in documents() if document.is_valid}
    assert set(KNOWN_FAILURES) <= valid
    assert len(KNOWN_FAILURES) <= len(valid) // 10


def test_packages_are_no_larger_than_recorded(outcomes: dict[str, Outcome]) -> None:
    measured = {n: o.lines / o.operations for n, o in outcomes.items() if o.operations}
    recorded = _recorded()
    assert measured.keys() <= recorded.keys()
    assert statistics.median(measured.values()) <= statistics.median(
        recorded[name] for name in measured
    )


def test_what_is_recorded_does_not_rise() -> None:
    assert round(statistics.median(_recorded().values())) <= MOST_LINES


def _recorded() -> dict[str, float]:
    """Return the lines an operation of each document, as `docs/coverage.md` has them."""
    rows = _ROW.finditer(TABLE.read_text("utf-8"))
    counts = {row["id"]: (int(row["lines"]), int(row["operations"])) for row in rows}
    return {name: lines / operations for name, (lines, operations) in counts.items() if operations}
