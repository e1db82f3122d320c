"""What is generated for a golden project is what is kept beside it; and it is idempotent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import CASES, GOLDEN, make


def expected(case: str) -> dict[str, str]:
    folder = GOLDEN / case / "expected"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}


def update(folder: Path, files: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize("case", CASES)
def test_generated_code_is_as_expected(case: str, request: pytest.FixtureRequest) -> None:
    python = {name: text for name, text in make(case).files.items() if name.endswith(".py")}
    if request.config.getoption("--update-golden"):
        update(GOLDEN / case / "expected", python)
    assert python == expected(case), "run pytest --update-golden if this is meant"


def test_every_case_has_a_behaviour() -> None:
    assert CASES
    assert [case for case in CASES if not (GOLDEN / case / "test_behaviour.py").exists()] == []


def test_the_same_document_gives_the_same_bytes() -> None:
    assert make("bodies").files == make("bodies").files
