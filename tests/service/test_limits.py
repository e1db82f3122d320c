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
from service_harness import Service, at_once, run, running

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


def test_t10_health_is_never_limited(service: Service) -> None:
    assert {service.nobody.get("/health/live").status_code for _ in range(50)} == {200}
