"""A running service, callers of every role, and a check of every answer against the contract."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from joserfc.jwk import ECKey
from service_contract import Contract

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
STARTUP_SECONDS = 60
# Tokens last 600 seconds, on a busy machine less than a run of the tests.
RENEWAL_SECONDS = 300
POSTGRESQL = "127.0.0.1", 5432
KETTLE = "01987f5e-0000-7000-8000-000000000101"
ANVIL = "01987f5e-0000-7000-8000-000000000104"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


# -- the process


@dataclass
class Server:
    """A server process; `log` grows while it runs."""

    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])


def environment(**settings: object) -> dict[str, str]:
    quiet = {
        "rate_limit_login": "100000/minute",
        "rate_limit_caller": "1000000/minute",
        "rate_limit_address": "1000000/minute",
    }
    named = {
        f"SERVICE_{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in {**quiet, **settings}.items()
    }
    return {**os.environ, "PYTHONPATH": str(ROOT), **named}


def run(folder: Path, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "impl", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def running(folder: Path, **settings: object) -> Iterator[Server]:
    """Serve on a free port until the block is left."""
    command = [sys.executable, "-m", "impl", "serve", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=folder, env=environment(**settings), stderr=subprocess.PIPE, text=True
    )
    server = Server(process)
    listening = threading.Event()
    reader = threading.Thread(target=_read, args=(server, listening), daemon=True)
    reader.start()
    try:
        assert listening.wait(STARTUP_SECONDS), "".join(server.log)
        assert server.url, "".join(server.log)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=STARTUP_SECONDS)
        reader.join()
        assert process.stderr is not None
        process.stderr.close()


def _read(server: Server, listening: threading.Event) -> None:
    assert server.process.stderr is not None
    for line in server.process.stderr:
        server.log.append(line)
        found = re.search(r"running on (http://[\d.:]+)", line)
        if found:
            server.url = found[1]
            listening.set()
    listening.set()


# -- callers


class Caller:
    """Somebody with a token, or nobody; every answer is checked against the contract."""

    def __init__(self, service: Service, token: str | None = None) -> None:
        self.service = service
        self.token = token
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(
            base_url=service.server.url,
            headers=headers,
            timeout=30,
            event_hooks={"response": [self._check]},
        )

    def _check(self, response: httpx.Response) -> None:
        response.read()
        self.service.contract.check(response)

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.http.request(method, path, **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(path, **more)

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4())}
        return self.http.post(path, json=body, headers=headers)

    def patch(self, path: str, body: Any, *, if_match: str | None = None) -> httpx.Response:
        headers = {"Content-Type": "application/merge-patch+json"}
        if if_match is not None:
            headers["If-Match"] = if_match
        return self.http.patch(path, content=json.dumps(body), headers=headers)

    def new_product(self, stock: int = 0, **members: Any) -> dict[str, Any]:
        """Create a product, as a manager, and bring its stock up."""
        sku = f"SKU-{uuid4().hex[:12].upper()}"
        response = self.post("/products", {"sku": sku, "name": "Thing", "price": 100} | members)
        assert response.status_code == 201, response.text
        product: dict[str, Any] = response.json()
        if stock:
            receipt = {"kind": "receipt", "quantity": stock}
            moved = self.post(f"/products/{product['id']}/stock-movements", receipt)
            assert moved.status_code == 201, moved.text
        return product

    def new_order(self, product_id: str, quantity: int = 1, **more: Any) -> httpx.Response:
        lines = [{"product_id": product_id, "quantity": quantity}]
        return self.post("/orders", {"lines": lines}, **more)

    def stock(self, product_id: str) -> int:
        found = self.get(f"/products/{product_id}")
        return int(found.json()["stock"])


class Service:
    """A server, its database, and who can call it."""

    people: Mapping[str, tuple[str, str]] = {
        "alice": ("acme", "customer"),
        "bob": ("acme", "customer"),
        "sam": ("acme", "staff"),
        "mia": ("acme", "manager"),
        "root": ("acme", "admin"),
        "erin": ("globex", "customer"),
        "max": ("globex", "manager"),
    }

    def __init__(self, server: Server, *, key: ECKey, settings: Mapping[str, object]) -> None:
        self.server = server
        self.key = key
        self.settings = settings
        self.nobody_http = httpx.Client(base_url=server.url, timeout=30)
        self.contract = Contract(self.nobody_http.get("/openapi.json").json())
        self._callers: dict[str, tuple[float, Caller]] = {}
        self._opened: list[httpx.Client] = [self.nobody_http]

    def sign_in(self, name: str) -> dict[str, Any]:
        tenant, _ = self.people[name]
        credentials = {
            "tenant": tenant,
            "email": f"{name}@{tenant}.example",
            "password": PASSWORD,
        }
        response = self.nobody.http.post("/sessions", json=credentials)
        assert response.status_code == 201, response.text
        tokens: dict[str, Any] = response.json()
        return tokens

    def client_token(self, scope: str) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": "svc",
            "client_secret": PASSWORD,
            "scope": scope,
        }
        response = self.nobody.http.post("/oauth/token", data=form)
        assert response.status_code == 200, response.text
        return str(response.json()["access_token"])

    def with_token(self, token: str | None) -> Caller:
        caller = Caller(self, token)
        self._opened.append(caller.http)
        return caller

    def fresh(self, name: str) -> Caller:
        """Sign a person in anew, so that what ends this session ends no other test's."""
        return self.with_token(self.sign_in(name)["access_token"])

    def __getattr__(self, name: str) -> Caller:
        if name != "nobody" and name not in self.people:
            raise AttributeError(name)
        made, caller = self._callers.get(name, (0.0, None))
        if caller is None or time.monotonic() - made > RENEWAL_SECONDS:
            token = None if name == "nobody" else self.sign_in(name)["access_token"]
            caller = self.with_token(token)
            self._callers[name] = time.monotonic(), caller
        return caller

    def client(self, scope: str) -> Caller:
        return self.with_token(self.client_token(scope))

    def restore(self, folder: Path) -> None:
        """Bring the demo data back after a test that let an admin loose on it."""
        done = run(folder, "seed", **self.settings)
        assert done.returncode == 0, done.stderr
        self._callers.clear()

    def invariants_hold(self) -> None:
        report = self.root.get("/invariants").json()
        assert report["holds"], report

    def close(self) -> None:
        for client in self._opened:
            client.close()


def at_once(count: int, work: Any) -> list[Any]:
    """Call `work(index)` so often, all at the same time."""
    barrier = threading.Barrier(count)

    def begin(index: int) -> Any:
        barrier.wait()
        return work(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def wait_until(condition: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.02)


# -- databases


@contextmanager
def postgresql_database() -> Iterator[str]:
    """Create a database, and drop it in the end."""
    host, port = POSTGRESQL
    name = f"service_{uuid4().hex[:12]}"
    asyncio.run(_execute(f'CREATE DATABASE "{name}"'))
    try:
        yield f"postgresql+asyncpg://postgres@{host}:{port}/{name}"
    finally:
        asyncio.run(_execute(f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _execute(statement: str) -> None:
    host, port = POSTGRESQL
    connection = await asyncpg.connect(
        host=host, port=port, user="postgres", database="postgres", timeout=3
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
