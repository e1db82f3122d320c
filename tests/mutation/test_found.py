"""The checks find the bugs that they are for, and name the place in the contract."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from adhere.fuzz import run
from adhere.fuzz.configuration import load_settings
from benchmarks.mutation.plant import Plant
from benchmarks.mutation.service import make_app, serving
from benchmarks.mutation.subjects import SUBJECTS
from impl.settings import Settings

PASSWORD = "a password for one test"
SHOP = SUBJECTS["shop"]
FOUND = [
    ("patch-wipes-description", "states", "changes what the patch does not name"),
    ("orders-of-others-read", "ownership", "a thing of another caller that is not listed"),
    ("pages-skip-one", "collections", "leaves something out on its pages"),
    ("if-match-check-then-act", "concurrency", "several writers change the same version"),
    ("head-differs", "protocol", "answers HEAD otherwise than GET"),
    ("quantity-limits-open", "constraints", "accepts a number beyond minimum"),
    ("signed-out-token-good", "sessions", "leaves the credential good that it ends"),
    ("refresh-token-reusable", "sessions", "takes refresh_token again"),
    ("cancellation-forgotten", "steps", "answers with another status"),
    ("ships-unpaid", "steps", "is done to what is placed"),
    ("oversells", "counting", "takes more stock than there is"),
    ("releases-twice", "counting", "changes stock by something else"),
    ("limit-grows", "growth", "takes ever longer as limit grows"),
    ("broken-utf-8-taken", "parsers", "takes a body that is not UTF-8"),
    ("names-normalised", "encoding", "compatibility characters in name"),
]


@pytest.mark.parametrize(("mutant", "check", "reason"), FOUND)
def test_bug_is_found(
    template: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutant: str,
    check: str,
    reason: str,
) -> None:
    monkeypatch.setenv("SERVICE_DEMO_PASSWORD", PASSWORD)
    url = SecretStr(f"sqlite+aiosqlite:///{shutil.copy(template, tmp_path / 'service.db')}")
    service = Settings(database_url=url, log_level="error", rate_limit_login="9999/minute")
    settings = replace(
        load_settings(SHOP.config), seed=1, checks=frozenset({check}), phases=frozenset()
    )
    if check == "growth":  # which takes its time for each operation
        settings = replace(settings, operations=frozenset({"GET /products"}))
    plant = Plant()
    try:
        with serving(make_app(mutant, plant, service)) as address:
            report = run(address, SHOP.spec, settings)
    finally:
        plant.undo()

    assert any(f.check == check and reason in f.reason for f in report.findings), report.findings
    assert all(finding.place.split(":")[0].endswith(".yaml") for finding in report.findings)
    assert not report.errors
