"""The reference service, in this process: nothing is found, as anybody (the pipeline: in full)."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from adhere.fuzz import FuzzPhase, run
from adhere.fuzz.configuration import load_settings
from impl.app import create_app
from impl.settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "a password for one test"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    url = f"sqlite+aiosqlite:///{tmp_path}/service.db"
    monkeypatch.setenv("SERVICE_DATABASE_URL", url)
    monkeypatch.setenv("SERVICE_DEMO_PASSWORD", PASSWORD)
    for command in ("migrate", "seed"):
        words = [sys.executable, "-m", "impl", command]
        subprocess.run(words, cwd=ROOT, env=os.environ, check=True)
    settings = Settings(
        database_url=SecretStr(url), log_level="error", rate_limit_login="1000/minute"
    )
    return create_app(settings)


def test_nothing_is_found_on_the_reference_service(app: FastAPI) -> None:
    phases = frozenset({FuzzPhase.EXAMPLES, FuzzPhase.FUZZING})
    settings = replace(
        load_settings(ROOT / "pyproject.toml"), seed=1, max_examples=2, phases=phases
    )
    report = run(app, ROOT / "spec" / "openapi.yaml", settings)

    assert report.findings == ()
    assert report.errors == ()
    succeeded = {row.operation for row in report.rows if any(s < 400 for s in row.statuses)}
    assert len(succeeded) >= len(report.operations) * 2 // 3
