"""Receiving the bytes of a request's body, never more of them than the limit."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.types import Receive, Scope

from .message import header_value
from .problems import Problem


def announces_body(scope: Scope) -> bool:
    """Tell whether the header section announces a body (RFC 9112, section 6.3)."""
    length = header_value(scope, b"content-length")
    return length not in (None, "0") or header_value(scope, b"transfer-encoding") is not None


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Return the whole body. Raises `Problem` 413 as soon as it is known to be too large."""
    chunks = [chunk async for chunk in stream_body(scope, receive, limit)]
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def stream_body(scope: Scope, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
    """Yield the body piece by piece. Raises `Problem` 413, or 400 where it breaks off."""
    length = header_value(scope, b"content-length")
    if length is not None and length.isdigit() and int(length[:20]) > limit:
        raise _too_large(limit)
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem(400, "The request ended before its body did.")
        chunk: bytes = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk


def _too_large(limit: int) -> Problem:
    return Problem(413, f"The body is larger than {limit} bytes.")
