"""D and G: what a crash, a lost database, a full pool and a stop in the middle leave behind."""

from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from relay import Relay
from service_harness import POSTGRESQL, Server, Service, run, running, wait_until
from sqlalchemy.engine import make_url

DEADLINE = 1.0


@contextmanager
def another(service: Service, folder: Path, **settings: object) -> Iterator[Service]:
    """Run one more process of the service, on the same database."""
    complete = {**service.settings, **settings}
    with ExitStack() as stack:
        server = stack.enter_context(running(folder, **complete))
        process = Service(server, key=service.key, settings=complete)
        stack.callback(process.close)
        yield process


@contextmanager
def writers_wait(url: str, product: str) -> Iterator[None]:
    """Hold what every change of this product needs, as another user of the database."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(parsed.database), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
        return
    released, held = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(
            parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        )
        async with connection.transaction():
            await connection.execute(
                "SELECT 1 FROM products WHERE id::text = $1 FOR UPDATE", product
            )
            held.set()
            await asyncio.to_thread(released.wait)
        await connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(lambda: asyncio.run(hold()))
        assert held.wait(10)
        try:
            yield
        finally:
            released.set()
            holding.result(10)


def crash(server: Server) -> None:
    server.process.kill()
    server.process.wait(timeout=10)


def test_d1_d2_a_crash_loses_nothing_that_was_acknowledged(
    service: Service, tmp_path: Path
) -> None:
    stock = 500
    product = service.mia.new_product(stock)["id"]
    asked: set[str] = set()
    acknowledged: dict[str, str] = {}
    with another(service, tmp_path) as doomed:
        alice = doomed.alice

        def write(_: int) -> None:
            while True:
                key = str(uuid4())
                asked.add(key)
                try:
                    answer = alice.new_order(product, key=key)
                except httpx.TransportError:
                    return
                assert answer.status_code == 201
                acknowledged[key] = answer.json()["id"]

        with ThreadPoolExecutor(8) as pool:
            writers = pool.map(write, range(8))
            wait_until(lambda: len(acknowledged) >= 40, 60)
            crash(doomed.server)
            list(writers)
    for order in acknowledged.values():
        assert service.alice.get(f"/orders/{order}").status_code == 200
    service.invariants_hold()
    again = {key: service.alice.new_order(product, key=key) for key in sorted(asked)}
    assert {answer.status_code for answer in again.values()} == {201}
    assert {key: again[key].json()["id"] for key in acknowledged} == acknowledged
    assert service.mia.stock(product) == stock - len(asked)
    service.invariants_hold()


@pytest.fixture
def relay(service: Service) -> Iterator[Relay]:
    """A way to the database that can be cut."""
    if "sqlite" in str(service.settings["database_url"]):
        pytest.skip("SQLite is a file: there is no way to it that could be cut")
    with Relay(POSTGRESQL) as relay:
        yield relay


@pytest.fixture
def remote(service: Service, relay: Relay, tmp_path: Path) -> Iterator[Service]:
    """A process that reaches the database through the relay."""
    url = make_url(str(service.settings["database_url"])).set(port=relay.port)
    timeouts = {"pool_timeout": DEADLINE, "statement_timeout": DEADLINE}
    named = url.render_as_string(hide_password=False)
    with another(service, tmp_path, database_url=named, **timeouts) as process:
        yield process


def assert_unavailable(answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.json()["status"] == 503


def test_d3_without_the_database_503_and_with_it_again_as_before(
    remote: Service, relay: Relay
) -> None:
    mia = remote.mia
    assert mia.get("/products").status_code == 200
    relay.cut()
    assert_unavailable(mia.get("/products"))
    assert_unavailable(mia.post("/products", {"sku": "D3-1", "name": "D3", "price": 1}))
    assert_unavailable(remote.nobody.get("/health/ready"))
    assert remote.nobody.get("/health/live").status_code == 200
    relay.restore()
    wait_until(lambda: remote.nobody.get("/health/ready").status_code == 200)
    assert mia.get("/products").status_code == 200


def test_d4_a_database_that_does_not_answer_is_503_within_the_deadline(
    remote: Service, relay: Relay
) -> None:
    mia = remote.mia
    assert mia.get("/products").status_code == 200
    relay.pause()
    begun = time.monotonic()
    assert_unavailable(mia.get("/products"))
    assert time.monotonic() - begun < 4 * DEADLINE
    relay.restore()
    wait_until(lambda: mia.get("/products").status_code == 200)


def test_d5_a_pool_in_use_is_503_in_time_and_health_stays_up(
    service: Service, tmp_path: Path
) -> None:
    url = str(service.settings["database_url"])
    if "sqlite" in url:
        pytest.skip("on SQLite writers queue before they take a connection")
    product = service.mia.new_product()
    path = f"/products/{product['id']}"
    tag = service.mia.get(path).headers["ETag"]
    with another(service, tmp_path, pool_size=1, pool_timeout=0.3) as process:
        mia = process.mia
        with ThreadPoolExecutor(1) as pool, writers_wait(url, product["id"]):
            waiting = pool.submit(mia.patch, path, {"price": 7}, if_match=tag)
            wait_until(lambda: process.mia.get(path).status_code == 503)
            begun = time.monotonic()
            assert_unavailable(mia.get(path))
            assert time.monotonic() - begun < 2
            assert process.nobody.get("/health/live").status_code == 200
        assert waiting.result(30).status_code == 200


def test_d8_a_database_that_cannot_be_written_is_503(service: Service, tmp_path: Path) -> None:
    if "sqlite" not in str(service.settings["database_url"]):
        pytest.skip("a file that cannot be written is a matter of SQLite")
    url = make_url(str(service.settings["database_url"]))
    read_only = f"sqlite+aiosqlite:///file:{url.database}?mode=ro&uri=true"
    with another(service, tmp_path, database_url=read_only) as process:
        token = service.sign_in("mia")["access_token"]
        mia = process.with_token(token)
        assert mia.get("/products").status_code == 200
        assert_unavailable(mia.post("/products", {"sku": "D8-1", "name": "D8", "price": 1}))


def test_d9_two_migrate_at_once_and_a_schema_behind_is_not_ready(tmp_path: Path) -> None:
    settings = {"database_url": f"sqlite+aiosqlite:///{tmp_path}/new.db"}
    with running(tmp_path, **settings) as server, httpx.Client(base_url=server.url) as http:
        assert_unavailable(http.get("/health/ready"))
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda _: run(tmp_path, "migrate", **settings), range(2)))
        assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
        assert http.get("/health/ready").status_code == 200


def stop_in_the_middle(
    service: Service, process: Service, *, release: bool
) -> tuple[httpx.Response, int, float]:
    """Stop the process while a change waits: the answer, the exit code, the seconds it took."""
    product = service.mia.new_product()
    path = f"/products/{product['id']}"
    tag = service.mia.get(path).headers["ETag"]
    mia = process.mia
    url = str(service.settings["database_url"])
    with ThreadPoolExecutor(1) as pool:
        with writers_wait(url, product["id"]):
            waiting = pool.submit(mia.patch, path, {"price": 7}, if_match=tag)
            _wait_for_work(process)
            begun = time.monotonic()
            process.server.process.send_signal(signal.SIGTERM)
            wait_until(lambda: not _listens(process.server.port))
            if not release:
                answer = waiting.result(30)
        if release:
            answer = waiting.result(30)
    code = process.server.process.wait(timeout=30)
    seconds = time.monotonic() - begun
    expected = 7 if release else product["price"]
    assert service.mia.get(path).json()["price"] == expected
    return answer, code, seconds


def _wait_for_work(process: Service) -> None:
    """Wait until the process has read the request that waits: liveness comes after it."""
    for _ in range(3):
        assert process.nobody.get("/health/live").status_code == 200


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_g1_what_is_in_progress_is_finished_before_the_end(
    service: Service, tmp_path: Path
) -> None:
    with another(service, tmp_path) as process:
        answer, code, _ = stop_in_the_middle(service, process, release=True)
    assert (answer.status_code, code) == (200, -signal.SIGTERM)


def test_g2_g3_past_the_grace_503_and_nothing_is_done(service: Service, tmp_path: Path) -> None:
    with another(service, tmp_path, shutdown_grace_seconds=1) as process:
        answer, code, seconds = stop_in_the_middle(service, process, release=False)
    assert_unavailable(answer)
    assert code == -signal.SIGTERM
    assert seconds < 3
