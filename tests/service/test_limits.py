"""T2, T6 and T10: rate limits that instances share, and what becomes of them without Redis."""

from __future__ import annotations

import os
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import redis
from relay import Relay
from service_harness import Service, at_once, run, running, wait_until

REDIS = "127.0.0.1", 6379


def redis_is_up() -> None:
    try:
        socket.create_connection(REDIS, timeout=1).close()
    except OSError:
        reason = "no Redis answers at 127.0.0.1:6379"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def log_in(url: str, email: str) -> int:
    body = {"tenant": "acme", "email": email, "password": "wrong"}
    with httpx.Client(base_url=url, timeout=30) as http:
        return http.post("/sessions", json=body).status_code


def migrated(folder: Path, **settings: object) -> dict[str, object]:
    complete = {"database_url": f"sqlite+aiosqlite:///{folder}/service.db", **settings}
    done = run(folder, "migrate", **complete)
    assert done.returncode == 0, done.stderr
    return complete


def is_counted_in_redis(url: str) -> bool:
    """Sign in, and look whether Redis holds something new."""
    host, port = REDIS
    with redis.Redis(host, port, db=9) as store:
        before = set(store.keys())
        log_in(url, f"{uuid4().hex}@acme.example")
        return any(b"login" in key for key in set(store.keys()) - before)


def test_t2_two_instances_share_one_limit_in_redis(tmp_path: Path) -> None:
    redis_is_up()
    host, port = REDIS
    settings = migrated(
        tmp_path, rate_limit_storage=f"redis://{host}:{port}/9", rate_limit_login="5/minute"
    )
    email = f"{uuid4().hex}@acme.example"
    with ExitStack() as stack:
        urls = [stack.enter_context(running(tmp_path, **settings)).url for _ in range(2)]
        statuses = at_once(10, lambda index: log_in(urls[index % 2], email))
    assert sorted(statuses) == [401] * 5 + [429] * 5


def test_t6_without_redis_a_local_limit_still_holds(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings = migrated(
        tmp_path, rate_limit_storage=f"redis://127.0.0.1:{port}/0", rate_limit_login="2/minute"
    )
    email = f"{uuid4().hex}@acme.example"
    with running(tmp_path, **settings) as server:
        assert [log_in(server.url, email) for _ in range(3)] == [401, 401, 429]
        with httpx.Client(base_url=server.url) as http:
            durations = []
            for _ in range(5):
                begun = time.perf_counter()
                assert http.get("/.well-known/jwks.json").status_code == 200
                durations.append(time.perf_counter() - begun)
    assert min(durations) < 0.25


def test_t7_t8_a_redis_that_hangs_costs_little_and_counts_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    redis_is_up()
    with Relay(REDIS) as relay:
        settings = migrated(
            tmp_path,
            rate_limit_storage=f"redis://127.0.0.1:{relay.port}/9",
            rate_limit_login="3/minute",
        )
        with running(tmp_path, **settings) as server:
            email = f"{uuid4().hex}@acme.example"
            assert [log_in(server.url, email) for _ in range(2)] == [401, 401]
            relay.pause()
            with httpx.Client(base_url=server.url) as http:
                durations = []
                for _ in range(9):
                    begun = time.perf_counter()
                    assert http.get("/.well-known/jwks.json").status_code == 200
                    durations.append(time.perf_counter() - begun)
            assert sorted(durations)[len(durations) // 2] < 0.25
            there = f"{uuid4().hex}@acme.example"
            assert [log_in(server.url, there) for _ in range(4)] == [401, 401, 401, 429]
            relay.restore()
            wait_until(lambda: is_counted_in_redis(server.url), 5)


def test_t10_health_is_never_limited(service: Service) -> None:
    assert {service.nobody.get("/health/live").status_code for _ in range(50)} == {200}
