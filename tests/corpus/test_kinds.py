"""Kinds of documents that nobody publishes twice: whatever the names and texts, all is routed.

Each goes the whole way of a published document; all packages are under ruff and mypy at once.
"""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from .attempt import Outcome, attempt_all
from .checks import findings
from .documents import CorpusDocument
from .habits import PUBLISHED, REQUESTS, Case
from .kinds import FILES, ONE_FILE

EVERY: Mapping[str, Callable[[], dict[str, Any]]] = {**ONE_FILE, **PUBLISHED}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kinds")


@pytest.fixture(scope="module")
def outcomes(folder: Path) -> Mapping[str, Outcome]:
    files = {f"{name}/openapi.json": make() for name, make in EVERY.items()} | FILES
    for name, content in files.items():
        path = folder / "specs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    roots = sorted((folder / "specs").rglob("openapi.json"))
    taken = [
        CorpusDocument(path.relative_to(folder / "specs").parts[0], path, True, 0) for path in roots
    ]
    return {d.id: o for d, o in zip(taken, attempt_all(taken, folder), strict=True)}


@pytest.mark.parametrize("name", [*EVERY, "several"])
def test_every_operation_is_routed_and_called(name: str, outcomes: Mapping[str, Outcome]) -> None:
    assert (outcomes[name].stage, outcomes[name].reason) == ("complete", "")
    assert outcomes[name].operations or name == "empty"


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_are_told_apart(
    name: str, outcomes: Mapping[str, Outcome], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outcomes[name].is_complete
    monkeypatch.syspath_prepend(folder)
    app = importlib.import_module(f"{name}_api").create_app()
    wrong = [
        (case, status) for case, status in answers(app, REQUESTS[name]) if status != case.status
    ]
    assert wrong == []


def answers(app: FastAPI, cases: Sequence[Case]) -> list[tuple[Case, int]]:
    async def all_of_them() -> list[tuple[Case, int]]:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [
                (
                    case,
                    (
                        await client.request(
                            case.method, case.target, headers=case.headers, content=case.content
                        )
                    ).status_code,
                )
                for case in cases
            ]

    return asyncio.run(all_of_them())


def test_every_package_is_clean(outcomes: Mapping[str, Outcome], folder: Path) -> None:
    packages = [f"{name}_api" for name, outcome in outcomes.items() if outcome.lines]
    assert findings(folder, packages) == {}
