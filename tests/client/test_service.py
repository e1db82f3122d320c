"""The reference service's own client, in this process and over a socket."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from order_flow import order_flow
from pydantic import SecretStr

from impl.__main__ import main
from impl.app import create_app
from impl.settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A migrated and seeded database, and limits that no test reaches."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'service.db'}"
    monkeypatch.setenv("SERVICE_DATABASE_URL", url)
    for limit in ("LOGIN", "CALLER", "ADDRESS"):
        monkeypatch.setenv(f"SERVICE_RATE_LIMIT_{limit}", "100000/minute")
    monkeypatch.chdir(tmp_path)
    assert main(["migrate"]) == 0
    assert main(["seed"]) == 0
    return Settings(demo_password=SecretStr(PASSWORD))


def test_an_order_from_sign_in_to_shipment_in_this_process(settings: Settings) -> None:
    app = create_app(settings)

    async def run() -> None:
        async with app.router.lifespan_context(app):
            await order_flow("http://test", httpx.ASGITransport(app=app), PASSWORD)

    asyncio.run(run())


def test_an_order_from_sign_in_to_shipment_over_a_socket(settings: Settings) -> None:
    del settings  # the server reads them from the environment
    command = [sys.executable, "-m", "impl", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            found = (re.search(r"running on (http://[\d.:]+)", line) for line in process.stderr)
            url = next(match[1] for match in found if match)
            asyncio.run(over_a_socket(url))
        finally:
            process.terminate()


async def over_a_socket(url: str) -> None:
    async with httpx.AsyncHTTPTransport() as transport:
        await order_flow(url, transport, PASSWORD)


def test_mypy_agrees_with_the_script() -> None:
    script = Path(__file__).with_name("order_flow.py")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(script)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
