"""A small load generator, for where wrk is missing: connections that send one request at a time.

It takes CPU time of its own, which a service's CPU time does not show.
"""

from __future__ import annotations

import asyncio
import time
from urllib.parse import urlsplit


class Refused(Exception):  # noqa: N818  # a finding about the service
    """An answer that is no success."""


async def answered_within(seconds: float, connections: int, *, url: str, request: bytes) -> int:
    """Return how many answers came. Raises `Refused` where one is no success."""
    where = urlsplit(url)
    until = time.monotonic() + seconds
    clients = [
        _client(str(where.hostname), where.port or 80, request, until) for _ in range(connections)
    ]
    return sum(await asyncio.gather(*clients))


async def _client(host: str, port: int, request: bytes, until: float) -> int:
    count = 0
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while time.monotonic() < until:
            writer.write(request)
            await _read_answer(reader)
            count += 1
    finally:
        writer.close()
        await writer.wait_closed()
    return count


async def _read_answer(reader: asyncio.StreamReader) -> None:
    """Read one answer that says its length (RFC 9112, section 6.2)."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    status = int(head[0].split(" ")[1])
    lengths = [line.partition(":")[2] for line in head if line.startswith("content-length:")]
    await reader.readexactly(int(lengths[0]))
    if not 200 <= status < 300:  # noqa: PLR2004  # successes
        raise Refused(head[0])


def request_of(method: str, path: str, fields: dict[str, str], body: bytes) -> bytes:
    """Return a request in bytes (RFC 9112)."""
    length = {"Content-Length": str(len(body))} if body else {}
    lines = [
        f"{name}: {value}" for name, value in {"Host": "localhost", **fields, **length}.items()
    ]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode() + body
