"""Exchanges are recorded where they happen, and nobody notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from adhere.coverage import Record, Recorder
from adhere.coverage.recorder import ASGIApp

pytest_plugins = ["pytester"]
SPEC = Path(__file__).parent / "library.yaml"
THING = {"title": "Emma", "pages": 3}
MADE = "statuses shown /paths/~1things/post/responses/201"
FOLLOWED = "links shown /paths/~1things/post/responses/201/links/read POST /things"


async def make(request: Request) -> Response:
    await request.body()
    return JSONResponse({"id": 8}, 201)


async def read(_: Request) -> Response:
    return Response()


async def listed(_: Request) -> Response:
    async def rows() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    return StreamingResponse(rows(), media_type="text/csv")


async def fail(_: Request) -> Response:
    raise RuntimeError


@pytest.fixture
def app() -> ASGIApp:
    return Starlette(
        routes=[
            Route("/api/things", make, methods=["POST"]),
            Route("/api/things", listed),
            Route("/api/things/8", read),
            Route("/api/things/9", fail),
        ]
    )


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(SPEC, "/api")


def test_an_application_is_watched(app: ASGIApp, recorder: Recorder) -> None:
    async def use() -> list[int]:
        transport = httpx.ASGITransport(recorder.watch(app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            made = await client.post("/api/things", json=THING)
            found = await client.get(f"/api/things/{made.json()['id']}")
            rows = await client.get("/api/things?limit=2")
            failed = await client.get("/api/things/9")
            return [made.status_code, found.status_code, len(rows.content), failed.status_code]

    assert asyncio.run(use()) == [201, 200, 10_000_000, 500]
    record = recorder.record()
    assert record.exchanges == 4
    assert record.reached[MADE] == 1
    assert record.reached[FOLLOWED] == 1
    assert record.reached["parameters given /paths/~1things/get/parameters/0 GET /things"] == 1
    assert record.reached["media-types shown /paths/~1things/get/responses/200 text/csv"] == 1


def test_a_client_is_listened_to(recorder: Recorder) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_post = request.method == "POST"
        return httpx.Response(201, json={"id": 8}) if is_post else httpx.Response(200, text="a,b")

    transport = httpx.MockTransport(answer)
    hooks: Any = {"response": [recorder.httpx_hook]}
    with httpx.Client(transport=transport, base_url="http://h/api", event_hooks=hooks) as client:
        client.post("/things", json=THING)
        with client.stream("GET", "/things/8") as reply:
            assert b"".join(reply.iter_bytes()) == b"a,b"  # what is no JSON is not read ahead
    assert {MADE, FOLLOWED} <= recorder.record().reached.keys()


def test_an_async_client_is_listened_to(recorder: Recorder) -> None:
    async def use() -> None:
        hooks: Any = {"response": [recorder.async_httpx_hook]}
        transport = httpx.MockTransport(lambda _: httpx.Response(201, json={"id": 8}))
        client = httpx.AsyncClient(transport=transport, event_hooks=hooks)
        await client.post("http://h/api/things", json=THING)
        await client.post("http://h/api/things", content=pieces())
        await client.aclose()

    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    asyncio.run(use())
    assert recorder.record().reached[MADE] == 2


def test_many_threads_lose_nothing(recorder: Recorder) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    hooks: Any = {"response": [recorder.httpx_hook]}
    transport = httpx.MockTransport(lambda _: httpx.Response(201, json={"id": 8}))
    client = httpx.Client(transport=transport, event_hooks=hooks)
    with client, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.post("http://h/api/things", json=THING), range(1200)))
    assert recorder.record().exchanges == recorder.record().reached[MADE] == 1200


SUITE = """
import asyncio, httpx, pytest

async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 201, "headers": []})
    await send({"type": "http.response.body"})

@pytest.mark.parametrize("index", range(4))
def test(contract_coverage, index):
    async def use():
        transport = httpx.ASGITransport(contract_coverage.watch(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://s") as client:
            await client.post("/things", json={"title": "Emma", "pages": 3})
    asyncio.run(use())
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(SUITE)
    pytester.makeini("[pytest]\naddopts = -p adhere.coverage.pytest\n")
    return pytester


@pytest.mark.parametrize("workers", [[], ["-n2"]])
def test_a_suite_writes_its_record(suite: pytest.Pytester, workers: list[str]) -> None:
    options = [f"--contract={SPEC}", "--contract-coverage=c.json", *workers]
    done = suite.runpytest_subprocess(*options)
    done.assert_outcomes(passed=4)
    record = Record.read(suite.path / "c.json")
    assert record.exchanges == record.reached[MADE] == 4


def test_a_suite_whose_document_is_missing_is_told(suite: pytest.Pytester) -> None:
    done = suite.runpytest_subprocess("--contract=gone.yaml", "--contract-coverage=c.json")
    done.stdout.fnmatch_lines(["*--contract: gone.yaml does not exist*"])
    assert not (suite.path / "c.json").exists()
