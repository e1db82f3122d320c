"""The load generator that stands in for wrk: it counts what was answered, and nothing else."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from benchmarks.load import Refused, answered_within, request_of


def server(status: str, received: list[bytes]) -> Any:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                received.append(head + await reader.readexactly(2))
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode())
        except asyncio.IncompleteReadError:
            writer.close()

    return asyncio.start_server(answer, "127.0.0.1", 0)


async def load(status: str, received: list[bytes]) -> int:
    started: AbstractAsyncContextManager[Any] = await server(status, received)
    async with started as listening:
        port = listening.sockets[0].getsockname()[1]
        request = request_of("POST", "/items", {"Authorization": "Bearer good"}, b"{}")
        return await answered_within(0.2, 3, url=f"http://127.0.0.1:{port}", request=request)


def test_every_answer_is_counted() -> None:
    received: list[bytes] = []
    assert asyncio.run(load("200 OK", received)) == len(received) > 3
    fields = b"Host: localhost\r\nAuthorization: Bearer good\r\nContent-Length: 2\r\n"
    assert set(received) == {b"POST /items HTTP/1.1\r\n" + fields + b"\r\n{}"}


def test_a_refusal_ends_it() -> None:
    with pytest.raises(Refused, match="401"):
        asyncio.run(load("401 Unauthorized", []))
