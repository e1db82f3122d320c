"""Documents that others published: whatever they hold, `adhere check` has an answer.

`ADHERE_CORPUS=all` takes every document; otherwise a sample of the small ones.
"""

from __future__ import annotations

import csv
import os
import time
from pathlib import Path

import pytest

from adhere.cli.github import render_github
from adhere.cli.json_format import render_json
from adhere.cli.pipeline import examine
from adhere.cli.sarif import render_sarif
from adhere.cli.text import render_text
from adhere.lint import Settings

CORPUS = (Path(__file__).parents[2] / "../shared/corpus").resolve()
MOST_SECONDS = 20
SAMPLE_STEP = 6
LARGEST_OF_SAMPLE = 200_000


def roots() -> list[str]:
    manifest = CORPUS / "manifest.csv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if os.environ.get("ADHERE_CORPUS") != "all":
        rows = [row for row in rows if int(row["bytes"]) < LARGEST_OF_SAMPLE][::SAMPLE_STEP]
    return [row["root"] for row in rows]


@pytest.mark.skipif(not roots(), reason="the corpus is not beside this checkout")
@pytest.mark.parametrize("root", roots())
def test_every_document_gets_an_answer_in_time(root: str) -> None:
    started = time.process_time()
    examined = examine(CORPUS / root, Settings())
    assert time.process_time() - started < MOST_SECONDS
    assert examined.contract is not None
    for finding in examined.report:
        assert finding.message
        assert finding.span.file.is_relative_to(CORPUS)
        assert finding.span.start <= finding.span.end
    for render in (render_json, render_github, render_sarif):
        assert render(examined.report) or not len(examined.report)
    assert render_text(examined.report, limit=None, checked=root)
