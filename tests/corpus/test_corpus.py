"""Documents that others published: each becomes a package that serves and calls all its operations.

Thirty here, under ruff and mypy, too; `inv corpus` takes every document marked valid.
"""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pytest

from .attempt import Outcome, attempt_all, package_of
from .checks import findings
from .documents import CORPUS, SAMPLE, CorpusDocument, documents
from .run import TABLE, fallen, recorded

MOST_LINES = 40
"""What half of all documents need at most, in lines an operation; lower it when it falls."""

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside the checkout")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus")


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> list[tuple[CorpusDocument, Outcome]]:
    chosen = [document for document in documents() if document.id in SAMPLE]
    assert {document.id for document in chosen if document.is_valid} == SAMPLE
    return list(zip(chosen, attempt_all(chosen, folder), strict=True))


def test_every_document_comes_all_the_way(outcomes: list[tuple[CorpusDocument, Outcome]]) -> None:
    failed = {d.id: f"{o.stage}: {o.reason}" for d, o in outcomes if not o.is_complete}
    assert failed == {}


def test_every_package_is_clean(
    outcomes: list[tuple[CorpusDocument, Outcome]], folder: Path
) -> None:
    assert findings(folder, [package_of(document) for document, _ in outcomes]) == {}


def test_no_number_falls(outcomes: list[tuple[CorpusDocument, Outcome]]) -> None:
    assert fallen(outcomes) == []


def test_what_is_recorded_does_not_fall() -> None:
    valid = {document.id for document in documents() if document.is_valid}
    assert recorded().keys() == valid
    said = re.search(r"(\d+) of (\d+) documents come all the way", TABLE.read_text("utf-8"))
    assert said
    assert said.groups() == (str(len(valid)), str(len(valid)))
    assert round(statistics.median(filter(None, recorded().values()))) <= MOST_LINES
