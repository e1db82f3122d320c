"""The guide, followed word by word."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
ENVIRONMENT = {"NOTES_TOKEN": "secret", "PATH": "", "NO_COLOR": "1"}
# Drives the application of the guide in a process of its own.
USE = """
from starlette.testclient import TestClient
from impl.app import app

client = TestClient(app)
headers = {"Authorization": "Bearer secret"}
made = client.post("/notes", json={"text": "milk"}, headers=headers)
assert made.status_code == 201, made.text
assert client.get(made.headers["Location"], headers=headers).json() == {"id": 1, "text": "milk"}
assert client.get("/notes/2", headers=headers).status_code == 404
assert client.get("/notes/1").status_code == 401
assert client.post("/notes", json={"text": ""}, headers=headers).status_code == 400
"""


def block(language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    (found,) = [text for text in blocks if containing in text]
    return str(found)


def run(folder: Path, *command: str, succeeds: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**ENVIRONMENT, "PYTHONPATH": str(folder)},
    )  # fmt: skip
    assert (done.returncode == 0) == succeeds, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    (folder / "spec").mkdir()
    (folder / "spec/openapi.yaml").write_text(block("yaml", "openapi: 3.1.1"))
    checked = run(folder, "-m", "adhere", "check", "spec/openapi.yaml")
    assert checked.strip() in GUIDE
    run(folder, "-m", "adhere", "generate", "spec/openapi.yaml", "--out", "generated")
    implemented = run(folder, "-m", "adhere", "implement", "impl", "--yes")
    for line in implemented.splitlines()[:4]:
        assert line in GUIDE
    return folder


@pytest.fixture(scope="module")
def written(project: Path) -> Path:
    for name, mark in (("notes", "kept in memory"), ("security", "Who calls"), ("app", "app = ")):
        (project / f"impl/{name}.py").write_text(block("python", mark))
    return project


def test_the_protocol_is_as_the_guide_shows_it(project: Path) -> None:
    generated = (project / "generated/notes.py").read_text()
    shown = re.sub(r"\s+", "", block("python", "class Notes(Protocol"))
    for line in re.split(r"(?<=:)\.\.\.", shown):
        assert re.sub(r'"""[^"]*"""', "", line) in re.sub(r'"""[^"]*"""|\s', "", generated)


def test_the_client_of_the_guide_calls_it(written: Path) -> None:
    run(written, "-m", "adhere", "generate", "spec/openapi.yaml", "--out", "generated", "--client")
    script = block("python", "Writes a note down").replace(
        '"http://127.0.0.1:8000"', '"http://test", transport=AppTransport(app)'
    )
    here = "from adhere.client import AppTransport\nfrom impl.app import app\n"
    assert run(written, "-c", here + script) == "milk is at /notes/1\n"


def test_the_code_of_the_guide_answers(written: Path) -> None:
    run(written, "-c", USE)


def test_the_code_of_the_guide_is_complete_and_typed(written: Path) -> None:
    run(written, "-m", "adhere", "implement", "impl", "--check")
    run(written, "-m", "mypy", "--strict", "impl")


@pytest.mark.parametrize(
    ("right", "wrong", "error"),
    [
        ("-> CreateNote201:", "-> CreateNote201 | NotFound404[Problem]:", "[override]"),
        ("return CreateNote201(body=note,", "return CreateNote201(body=body,", "[arg-type]"),
        (', location=f"/notes/{note.id}"', "", '"location"'),
    ],
)
def test_mypy_refuses_what_the_contract_does_not_declare(
    written: Path, right: str, wrong: str, error: str
) -> None:
    file = written / "impl/notes.py"
    text = file.read_text()
    assert right in text
    try:
        file.write_text(text.replace(right, wrong))
        refused = run(written, "-m", "mypy", "--strict", "impl", succeeds=False)
        assert error in refused
        assert "Found 1 error" in refused
    finally:
        file.write_text(text)


def test_fuzzing_finds_nothing_and_sees_every_declared_status(written: Path) -> None:
    settings = "[tool.adhere.fuzz.identities.owner]"
    (written / "pyproject.toml").write_text(block("toml", settings))
    with serving(written) as url:
        told = run(written, "-m", "adhere", "fuzz", url, "--quiet")
    assert "Declared statuses seen: 7 of 7." in told
    assert "Nothing found:" in told


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the application of the guide, on a port that uvicorn finds and tells."""
    command = [sys.executable, "-m", "uvicorn", "impl.app:app", "--port", "0"]
    with subprocess.Popen(
        command, cwd=folder, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            lines = process.stderr or ()
            yield next(m[0] for line in lines if (m := re.search(r"http://[\d.:]+", line)))
        finally:
            process.terminate()
