"""The service keeps its contract, whoever calls: property-tested in all phases."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from service_harness import PASSWORD, ROOT, Service

from adhere.fuzz.configuration import load_settings
from adhere.fuzz.run import read, run
from adhere.fuzz.settings import Settings as FuzzSettings
from adhere.fuzz.text import render_text
from impl import schema
from impl.app import create_app
from impl.database import connect
from impl.security.passwords import Passwords
from impl.seed import seed
from impl.settings import Settings

UNLIMITED = "1000000/minute"


@pytest.fixture
def fuzzing(monkeypatch: pytest.MonkeyPatch) -> FuzzSettings:
    """All identities of the project's own configuration, with few examples each."""
    monkeypatch.setenv("SERVICE_DEMO_PASSWORD", PASSWORD)
    settings = load_settings(ROOT / "pyproject.toml")
    assert len(settings.identities) == 5
    return replace(settings, max_examples=2, seed=secrets.randbelow(2**32))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_is_found_over_http(
    service: Service, fuzzing: FuzzSettings, tmp_path: Path
) -> None:
    try:
        report = run(service.server.url, read(ROOT / "spec/openapi.yaml"), fuzzing)
    finally:
        service.restore(tmp_path)
    assert report.exit_code == 0, render_text(report)
    service.invariants_hold()


def test_nothing_is_found_in_process(tmp_path: Path, fuzzing: FuzzSettings) -> None:
    settings = Settings(
        _env_file=None,
        database_url=f"sqlite+aiosqlite:///{tmp_path}/service.db",
        rate_limit_login=UNLIMITED,
        rate_limit_caller=UNLIMITED,
        rate_limit_address=UNLIMITED,
    )
    asyncio.run(prepare(settings))
    report = run(create_app(settings), read(ROOT / "spec/openapi.yaml"), fuzzing)
    assert report.exit_code == 0, render_text(report)


async def prepare(settings: Settings) -> None:
    database = connect(settings)
    await schema.migrate(database)
    await seed(database, Passwords(), PASSWORD)
    await database.close()
