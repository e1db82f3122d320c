"""Every bug of the mutation suite is live: some requests are answered otherwise than without it."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from benchmarks.mutation.mutants import MUTANTS
from benchmarks.mutation.plant import Plant
from benchmarks.mutation.service import make_app, serving
from benchmarks.mutation.world import World
from impl.settings import Settings

PASSWORD = "a password for one test"


@contextmanager
def world(planted: str, database: Path) -> Iterator[World]:
    """Serve the service with a bug in it, or none, on a database of its own."""
    url = SecretStr(f"sqlite+aiosqlite:///{database}")
    settings = Settings(database_url=url, log_level="error", rate_limit_login="9999/minute")
    plant = Plant()
    try:
        app = make_app(planted, plant, settings)
        with serving(app) as base_url, httpx.Client(base_url=base_url, trust_env=False) as client:
            yield World(client, PASSWORD)
    finally:
        plant.undo()


@pytest.fixture(scope="session")
def correct(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Return what the requests of every mutant show on the service without a bug."""
    database = shutil.copy(template, tmp_path_factory.mktemp("correct") / "service.db")
    with world("", Path(database)) as unplanted:
        return {name: MUTANTS[name].observe(unplanted) for name in sample()}


def sample() -> list[str]:
    """Return every third bug, all where MUTATION=all: each needs a service of its own."""
    return list(MUTANTS)[:: 1 if os.environ.get("MUTATION") == "all" else 3]


@pytest.mark.parametrize("name", sample())
def test_bug_shows(correct: dict[str, object], template: Path, tmp_path: Path, name: str) -> None:
    with world(name, Path(shutil.copy(template, tmp_path / "service.db"))) as planted:
        assert MUTANTS[name].observe(planted) != correct[name]


def test_there_are_enough_of_every_family() -> None:
    families = Counter(mutant.family for mutant in MUTANTS.values())
    assert len(MUTANTS) >= 60
    assert min(families.values()) >= 2
