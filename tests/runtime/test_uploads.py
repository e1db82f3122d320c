"""Bodies of requests that are taken as they arrive."""

from __future__ import annotations

import http.client
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, exchange, serving
from pydantic import BaseModel

from adhere.runtime import BinaryContent, Call, ItemStream, Options, UploadBody, operation


class Reading(BaseModel):
    value: int


READING = {
    "type": "object",
    "required": ["value"],
    "properties": {"value": {"type": "integer", "maximum": 9}},
}
BINARY = {"application/octet-stream": {}, "image/*": {}}


def post(content: Any, *, required: bool = True, replies: Any = JSON_REPLY) -> dict[str, Any]:
    return {
        "post": {"requestBody": {"required": required, "content": content}, "responses": replies}
    }


CONTRACT = {
    "paths": {
        "/file": post(BINARY),
        "/perhaps": post(BINARY, required=False),
        "/size": post(BINARY),
        "/ignored": post(BINARY),
        "/echo": post(BINARY, replies={"200": {"description": "it", "content": {"image/png": {}}}}),
        "/readings": post(
            {
                "application/jsonl": {"itemSchema": READING},
                "application/json-seq": {"itemSchema": READING},
            }
        ),
    }
}


@operation("POST", "/file")
async def file(self: Any, call: Call[None], body: UploadBody) -> Any:
    raise AssertionError


@operation("POST", "/perhaps")
async def perhaps(self: Any, call: Call[None], body: UploadBody | None = None) -> Any:
    raise AssertionError


@operation("POST", "/size")
async def size(self: Any, call: Call[None], body: UploadBody) -> Any:
    raise AssertionError


@operation("POST", "/ignored")
async def ignored(self: Any, call: Call[None], body: UploadBody) -> Any:
    raise AssertionError


@operation("POST", "/echo")
async def echo(self: Any, call: Call[None], body: UploadBody) -> BinaryContent:
    raise AssertionError


@operation("POST", "/readings")
async def readings(self: Any, call: Call[None], body: ItemStream[Reading]) -> Any:
    raise AssertionError


METHODS = {
    "file": file,
    "perhaps": perhaps,
    "size": size,
    "ignored": ignored,
    "echo": echo,
    "readings": readings,
}


class Api:
    async def file(self, call: Call[None], body: UploadBody) -> Any:
        data = await body.read()
        return [data.decode(), body.size, body.content_type, call.content_type]

    async def perhaps(self, call: Call[None], body: UploadBody | None = None) -> Any:
        return None if body is None else (await body.read()).decode()

    async def size(self, call: Call[None], body: UploadBody) -> Any:
        return sum([len(piece) async for piece in body])

    async def ignored(self, call: Call[None], body: UploadBody) -> Any:
        return "not read"

    async def echo(self, call: Call[None], body: UploadBody) -> AsyncIterator[bytes]:
        return (piece async for piece in body)

    async def readings(self, call: Call[None], body: ItemStream[Reading]) -> Any:
        return [reading.value async for reading in body]


def serve(tmp_path: Path, **options: Any) -> Any:
    return application(
        tmp_path, CONTRACT, methods=METHODS, implementation=Api(), options=Options(**options)
    )


PNG = {"content-type": "image/png"}


def test_a_body_is_read_whole(tmp_path: Path) -> None:
    response = exchange(serve(tmp_path), "POST", "/file", content=b"abc", headers=PNG)
    assert response.json() == ["abc", 3, "image/png", "image/*"]


def test_a_body_without_a_length(tmp_path: Path) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b""
        yield b"c"

    response = exchange(serve(tmp_path), "POST", "/file", content=parts(), headers=PNG)
    assert response.json() == ["abc", None, "image/png", "image/*"]


@pytest.mark.parametrize(("content", "expected"), [(b"", None), (b"x", "x")])
def test_an_optional_body(tmp_path: Path, content: bytes, expected: Any) -> None:
    response = exchange(serve(tmp_path), "POST", "/perhaps", content=content, headers=PNG)
    assert response.json() == expected


@pytest.mark.parametrize("framing", ["length", "chunks"])
@pytest.mark.parametrize("path", ["/file", "/size"])
def test_the_limit_of_uploads_is_not_that_of_other_bodies(
    tmp_path: Path, path: str, framing: str
) -> None:
    app = serve(tmp_path, max_body=10, max_upload=100)

    async def parts(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 10

    def status(count: int) -> int:
        content = b"x" * 10 * count if framing == "length" else parts(count)
        return exchange(app, "POST", path, content=content, headers=PNG).status_code

    assert (status(10), status(11)) == (200, 413)


def test_a_large_upload_takes_little_memory(tmp_path: Path) -> None:
    def blocks() -> Iterator[bytes]:
        block = bytes(100_000)
        for _ in range(600):
            yield block

    with serving(serve(tmp_path)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        tracemalloc.start()
        connection.request("POST", "/size", body=blocks(), headers=PNG, encode_chunked=True)
        answer = connection.getresponse().read()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        connection.close()
    assert answer == b"60000000"
    assert peak < 8_000_000


def test_what_comes_in_may_go_out_as_it_comes(tmp_path: Path) -> None:
    with serving(serve(tmp_path)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("POST", "/echo", body=bytes(5_000_000), headers=PNG)
        assert connection.getresponse().read() == bytes(5_000_000)
        connection.close()


def test_a_body_need_not_be_read(tmp_path: Path) -> None:
    with serving(serve(tmp_path)) as address:
        connection = http.client.HTTPConnection(*address, timeout=30)
        connection.request("POST", "/ignored", body=bytes(5_000), headers=PNG)
        assert connection.getresponse().read() == b'"not read"'
        connection.close()


def test_a_body_is_read_once(tmp_path: Path) -> None:
    class Twice(Api):
        async def file(self, call: Call[None], body: UploadBody) -> Any:
            await body.read()
            with pytest.raises(RuntimeError, match="read already"):
                await body.read()

    app = application(tmp_path, CONTRACT, methods=METHODS, implementation=Twice())
    assert exchange(app, "POST", "/file", content=b"x", headers=PNG).status_code == 200


LINES = "application/jsonl"
SEQUENCE = "application/json-seq"


@pytest.mark.parametrize(
    ("media_type", "content", "expected"),
    [
        (LINES, b'{"value":1}\n{"value":2}\n', [1, 2]),
        (LINES, b'{"value":1}\r\n\n{"value":2}', [1, 2]),
        (LINES, b"", []),
        (SEQUENCE, b'\x1e{"value":1}\n\x1e{"value":\n2}\n', [1, 2]),
        (LINES, b'{"value":1}\n{"value":10}\n', (422, "/body/1/value")),
        (LINES, b'{"value":1}\n{"value":"x"}\n', (422, "/body/1/value")),
        (LINES, b'{"value":1}\n{"value":', (400, "/body/1")),
        (LINES, b'{"value":1,"value":1}', (400, "/body/0")),
        (LINES, b'{"value":1}{"value":1}', (400, "/body/0")),
        (LINES, b'{"value":1}\n' + b" " * 200, (413, None)),
        (SEQUENCE, b"\x1e12", (400, None)),
        (LINES, b'{"value":1}\n' * 100, (413, None)),
    ],
)
@pytest.mark.parametrize("piece", [1, 10_000])
def test_items(tmp_path: Path, media_type: str, content: bytes, expected: Any, piece: int) -> None:
    app = serve(tmp_path, max_body=100, max_upload=1000)

    async def parts() -> AsyncIterator[bytes]:
        for start in range(0, len(content), piece):
            yield content[start : start + piece]

    headers = {"content-type": media_type}
    response = exchange(app, "POST", "/readings", content=parts(), headers=headers)
    if isinstance(expected, list):
        assert (response.status_code, response.json()) == (200, expected)
    else:
        status, pointer = expected
        assert response.status_code == status, response.text
        assert [e["pointer"] for e in response.json().get("errors", [])] == [pointer] * bool(
            pointer
        )
