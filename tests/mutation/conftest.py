"""A database with the demo data, to be copied for every service."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PASSWORD = "a password for one test"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("mutation") / "service.db"
    url = f"sqlite+aiosqlite:///{file}"
    settings = {"SERVICE_DATABASE_URL": url, "SERVICE_DEMO_PASSWORD": PASSWORD}
    for command in ("migrate", "seed"):
        words = [sys.executable, "-m", "impl", command]
        subprocess.run(words, cwd=ROOT, env={**os.environ, **settings}, check=True)
    return file
