"""Documents that others published: read, bundled and judged as openapi-spec-validator does."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from adhere.document import Document, load, validate
from adhere.source import Pointer

CORPUS = Path(__file__).parents[2] / ".." / "shared" / "corpus"
SLOWEST_SECONDS = 20.0

ANNEX_B = "a pattern that only annex B of ECMA-262 admits, [\\w-./:], and Python refuses"
UNQUOTED = "the version is an unquoted number: text to us, with a warning"
DIFFERENCES = {
    "hey-api__mockers": UNQUOTED,
    "hey-api__rpc": UNQUOTED,
    "hey-api__sdk-nested-classes": UNQUOTED,
    "hey-api__servers": UNQUOTED,
    "oasdiff__openapi-test1": ANNEX_B,
    "oasdiff__openapi-test704": ANNEX_B,
    "paypal__checkout_orders_v2": "a pattern that Python cannot compile and ECMA-262 can",
}
"""Documents whose verdict differs from the manifest's `valid`, and why."""


def documents() -> list[dict[str, str]]:
    manifest = CORPUS / "manifest.csv"
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("row", documents(), ids=lambda row: row["id"])
def test_a_published_document_is_read_and_judged(row: dict[str, str]) -> None:
    start = time.process_time()
    loaded = load(CORPUS / row["root"])
    assert loaded.document is not None
    report = validate(loaded.document)
    assert time.process_time() - start < SLOWEST_SECONDS
    is_valid = not loaded.report.has_errors and not report.has_errors
    differs = is_valid != (row["valid"] == "1")
    assert differs == (row["id"] in DIFFERENCES), [d.message for d in report]
    for finding in [*loaded.report, *report]:
        assert finding.message
        assert "is not valid under" not in finding.message
    check_places(loaded.document)


def check_places(document: Document) -> None:
    """Each operation leads to a key in a file, and each local reference to a node."""
    for path, item in document.data.get("paths", {}).items():
        for method in item if isinstance(item, dict) else ():
            pointer = Pointer(("paths", path, method))
            file, origin = document.origin(pointer)
            assert file.has(origin)
            assert method in "\n".join(file.excerpt(document.key_span(pointer)))
    for name in document.data.get("components", {}).get("schemas", {}):
        document.resolve(Pointer(("components", "schemas", name)))
