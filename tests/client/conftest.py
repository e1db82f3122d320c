"""Clients of small contracts, made on the spot, and services that answer as a test wants."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere import contract, document, emit

sys.path.insert(0, str(Path(__file__).parent))

Project = Callable[[Mapping[str, Any]], ModuleType]
Answer = Callable[[httpx.Request], httpx.Response]
HEADER = {"openapi": "3.1.1", "info": {"title": "Test", "version": "1"}}


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a function that generates a package with its client and imports `client.py`."""
    root = tmp_path_factory.mktemp("projects")
    numbers = count()
    sys.path.insert(0, str(root))

    def make(parts: Mapping[str, Any]) -> ModuleType:
        name = f"client_project_{next(numbers)}"
        write(root / name, {**HEADER, **parts})
        return importlib.import_module(f"{name}.client")

    yield make
    sys.path.remove(str(root))


def write(folder: Path, parts: Mapping[str, Any]) -> None:
    """Generate the package of a document, with its client."""
    spec = folder.with_suffix(".json")
    spec.write_text(json.dumps(parts), "utf-8")
    loaded = document.load(spec)
    assert loaded.document is not None
    built = contract.build(loaded.document)
    assert not [d for d in (*loaded.report, *built.report) if d.severity == "error"]
    emit.write(folder, emit.generate(loaded.document, built.contract, client=True).files)


class Recorder:
    """Answers requests as it is told, and keeps them."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        return self._answer(request)

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self)


@pytest.fixture
def recorder() -> Callable[[Answer], Recorder]:
    return Recorder
