"""The shop: a small service with a contract, correct or with chosen mistakes."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import requests

from adhere.fuzz import (
    ClientCredentials,
    FuzzPhase,
    FuzzReport,
    Identity,
    OperationLogin,
    Secret,
    Settings,
    run,
)
from adhere.source import Pointer

SHOP = Path(__file__).parent / "shop"
SPEC = SHOP / "openapi.yaml"
FAST = frozenset({FuzzPhase.COVERAGE, FuzzPhase.FUZZING})


@pytest.fixture(scope="session")
def shop() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_shop_service", SHOP / "service.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch, shop: ModuleType) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", shop.PASSWORD)
    monkeypatch.setenv("SHOP_CLIENT_SECRET", shop.CLIENT_SECRET)


def user(name: str, *scopes: str) -> Identity:
    login = OperationLogin(
        "userToken",
        "createSession",
        {"name": name, "password": Secret("SHOP_PASSWORD")},
        Pointer.parse("/access_token"),
        Pointer.parse("/expires_in"),
    )
    return Identity(name, (login,), frozenset(scopes))


@pytest.fixture(scope="session")
def identities() -> tuple[Identity, ...]:
    grant = ClientCredentials("clientToken", "m", Secret("SHOP_CLIENT_SECRET"), ("items:read",))
    machine = Identity("machine", (grant,), frozenset({"items:read"}))
    return (user("ada", "reader", "writer"), user("bob", "reader"), machine)


@pytest.fixture
def fuzz(shop: ModuleType, identities: tuple[Identity, ...]) -> Callable[..., FuzzReport]:
    """Fuzz the shop with these mistakes in it; keywords change the settings."""

    def fuzz(*mistakes: str, **changes: object) -> FuzzReport:
        defaults = {"identities": identities, "seed": 1, "max_examples": 6, "phases": FAST}
        defaults["checks"] = frozenset()
        return run(shop.make_app(*mistakes), SPEC, Settings(**{**defaults, **changes}))

    return fuzz


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Serve the shop with these mistakes from a process of its own; returns its address."""
    processes: list[subprocess.Popen[bytes]] = []

    def serve(*mistakes: str) -> str:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        command = [sys.executable, str(SHOP / "service.py"), str(port), *mistakes]
        processes.append(subprocess.Popen(command))
        url = f"http://127.0.0.1:{port}"
        await_answer(url, processes[-1])
        return url

    yield serve
    for process in processes:
        process.terminate()
        process.wait(10)


def await_answer(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(f"{url}/health", timeout=1)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the shop did not start")
