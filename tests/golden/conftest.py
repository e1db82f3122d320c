"""Golden projects: a directory with an `openapi.yaml` is a case."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere import contract, document, emit

GOLDEN = Path(__file__).parent
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/openapi.yaml"))

Request = Callable[..., httpx.Response]


def make(case: str) -> emit.Package:
    """Generate the package of a case; its document must hold no errors."""
    loaded = document.load(GOLDEN / case / "openapi.yaml")
    assert loaded.document is not None
    built = contract.build(loaded.document)
    errors = [d for d in (*loaded.report, *built.report) if d.severity == "error"]
    assert not errors
    return emit.generate(loaded.document, built.contract, client=case == "client")


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder on the import path for generated packages."""
    folder = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def files(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The generated files of the case whose directory the test stands in."""
    return make(Path(request.path).parent.name).files


@pytest.fixture(scope="module")
def package(request: pytest.FixtureRequest, files: Mapping[str, str], packages: Path) -> ModuleType:
    """The same as a package, imported."""
    name = f"golden_{Path(request.path).parent.name}"
    emit.write(packages / name, files)
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def module(package: ModuleType) -> Callable[[str], ModuleType]:
    """Import a module of the generated package."""
    return lambda name: importlib.import_module(f"{package.__name__}.{name}")


@pytest.fixture
def send() -> Callable[..., Request]:
    """Return a function that sends a request to an application."""

    def to(app: Any) -> Request:
        async def exchange(method: str, url: str, **arguments: Any) -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, url, **arguments)

        return lambda method, url, **arguments: asyncio.run(exchange(method, url, **arguments))

    return to
