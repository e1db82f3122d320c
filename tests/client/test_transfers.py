"""Large bodies are sent and read in pieces, over a real connection."""

from __future__ import annotations

import asyncio
import io
import sys
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere.client import async_pieces_of, pieces_of
from adhere.runtime import Call, Ok200, UploadBody

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import serving

PIECE = bytes(100_000)
COUNT = 300
SIZE = len(PIECE) * COUNT
NUMBER = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
NUMBER_JSON = {"application/json": {"schema": {"type": "integer"}}}
LINES = {"application/jsonl": {"itemSchema": NUMBER}}


def answers(content: Any) -> dict[str, Any]:
    return {"200": {"description": "Answered.", "content": content}}


def post(name: str, body: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "tags": ["blobs"],
        "security": [],
        "requestBody": {"required": True, "content": body},
        "responses": answers(NUMBER_JSON),
    }


GET = {
    "operationId": "fetch",
    "tags": ["blobs"],
    "parameters": [{"name": "stream", "in": "query", "schema": {"type": "boolean"}}],
    "responses": answers({"application/octet-stream": {}}),
}
PATHS = {
    "/blob": {"post": post("store", {"application/octet-stream": {}}), "get": GET},
    "/lines": {"post": post("count", LINES)},
}


class Blobs:
    """Counts what it is sent, and sends as much."""

    async def store(self, call: Call[None], body: UploadBody) -> int:
        return sum([len(piece) async for piece in body])

    async def count(self, call: Call[None], body: Any) -> int:
        return sum([item.n async for item in body])

    async def fetch(self, call: Call[None], **_: object) -> Any:
        return Ok200(body=iter([PIECE] * COUNT), media_type="application/octet-stream")


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    made: ModuleType = project({"openapi": "3.2.0", "paths": PATHS})
    return made


@pytest.fixture(scope="module")
def url(generated: ModuleType) -> Iterator[str]:
    package = sys.modules[generated.__name__.partition(".")[0]]
    with serving(package.create_app(blobs=Blobs())) as (host, port):
        yield f"http://{host}:{port}"


def from_iterator() -> Iterator[bytes]:
    return iter([PIECE] * COUNT)


async def from_async() -> AsyncIterator[bytes]:
    for _ in range(COUNT):
        yield PIECE


class Zeros(io.RawIOBase):
    """A file of `SIZE` zeros that is nowhere."""

    def __init__(self) -> None:
        self.at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (SIZE if whence == 2 else 0)
        return self.at

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        found = bytes(min(size, SIZE - self.at))
        self.at += len(found)
        return found


def peak_of(function: Callable[[], Any]) -> tuple[Any, int]:
    tracemalloc.start()
    try:
        return function(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("source", [from_iterator, Zeros])
def test_a_large_body_is_sent_in_little_memory(
    generated: ModuleType, url: str, source: Callable[[], Any]
) -> None:
    with generated.Client(url) as client:
        reply, peak = peak_of(lambda: client.blobs.store(source()))
    assert reply.body == SIZE
    assert peak < SIZE / 4


@pytest.mark.parametrize("source", [from_iterator, from_async, Zeros])
def test_an_async_client_takes_async_pieces_too(
    generated: ModuleType, url: str, source: Callable[[], Any]
) -> None:
    async def send() -> Any:
        async with generated.AsyncClient(url) as client:
            return await client.blobs.store(source())

    reply, peak = peak_of(lambda: asyncio.run(send()))
    assert reply.body == SIZE
    assert peak < SIZE / 4


def test_a_sync_client_tells_that_it_takes_no_async_pieces(generated: ModuleType, url: str) -> None:
    with (
        generated.Client(url) as client,
        pytest.raises(TypeError, match="is for an async client"),
    ):
        client.blobs.store(from_async())


def test_a_file_is_sent_from_where_it_is_with_its_length(generated: ModuleType) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Content-Length"] == "3"
        assert "Transfer-Encoding" not in request.headers
        return httpx.Response(200, json=len(request.read()))

    file = io.BytesIO(b"skipped:abc")
    file.seek(8)
    with generated.Client("http://test", transport=httpx.MockTransport(answer)) as client:
        assert client.blobs.store(file).body == 3


def test_items_are_sent_while_they_come(generated: ModuleType, url: str) -> None:
    models = sys.modules[generated.__name__.replace(".client", ".models")]
    item = next(v for v in vars(models).values() if getattr(v, "model_fields", {}).keys() == {"n"})

    async def ticks() -> AsyncIterator[Any]:
        for n in range(1000):
            yield item(n=n)

    async def send() -> Any:
        async with generated.AsyncClient(url) as client:
            return await client.blobs.count(ticks())

    assert asyncio.run(send()).body == 499_500
    with generated.Client(url) as client:
        assert client.blobs.count(item(n=n) for n in range(10)).body == 45
        assert client.blobs.count([item(n=7)]).body == 7


def test_a_large_reply_is_read_in_little_memory(generated: ModuleType, url: str) -> None:
    def read() -> int:
        with generated.Client(url) as client:
            reply = client.blobs.fetch(stream_=True)
            return sum(len(piece) for piece in pieces_of(reply.body))

    size, peak = peak_of(read)
    assert size == SIZE
    assert peak < SIZE / 4


def test_an_async_client_reads_a_large_reply_in_pieces(generated: ModuleType, url: str) -> None:
    async def read() -> tuple[int, int]:
        async with generated.AsyncClient(url) as client:
            reply = await client.blobs.fetch(stream_=True)
            streamed = sum([len(piece) async for piece in async_pieces_of(reply.body)])
            whole = await client.blobs.fetch()
            return streamed, len(whole.body)

    assert asyncio.run(read()) == (SIZE, SIZE)


def test_a_reply_that_is_left_early_is_closed(generated: ModuleType, url: str) -> None:
    with generated.Client(url) as client:
        reply = client.blobs.fetch(stream_=True)
        assert next(iter(pieces_of(reply.body)))
        reply.body.close()
        assert client.blobs.store(b"x").body == 1
