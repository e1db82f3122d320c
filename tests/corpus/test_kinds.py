"""Kinds of documents that nobody publishes twice: whatever the names and texts, all is routed.

Each goes the whole way of a published document; all packages are under ruff and mypy at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from .attempt import Outcome, attempt_all
from .checks import findings
from .documents import CorpusDocument
from .kinds import FILES, ONE_FILE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kinds")


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> Mapping[str, Outcome]:
    files = {f"{name}/openapi.json": make() for name, make in ONE_FILE.items()} | FILES
    for name, content in files.items():
        path = folder / "specs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    roots = sorted((folder / "specs").rglob("openapi.json"))
    taken = [
        CorpusDocument(path.relative_to(folder / "specs").parts[0], path, True, 0) for path in roots
    ]
    return {d.id: o for d, o in zip(taken, attempt_all(taken, folder), strict=True)}


@pytest.mark.parametrize("name", [*ONE_FILE, "several"])
def test_every_operation_is_routed_and_called(name: str, outcomes: Mapping[str, Outcome]) -> None:
    assert (outcomes[name].stage, outcomes[name].reason) == ("complete", "")
    assert outcomes[name].operations or name == "empty"


def test_every_package_is_clean(outcomes: Mapping[str, Outcome], folder: Path) -> None:
    packages = [f"{name}_api" for name, outcome in outcomes.items() if outcome.lines]
    assert findings(folder, packages) == {}
