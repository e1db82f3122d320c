"""Receiving the bytes of a request's body, never more of them than the limit."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.types import Message, Receive, Scope

from .message import header_value
from .problems import Problem


def announces_body(scope: Scope) -> bool:
    """Tell whether the header section announces a body (RFC 9112, section 6.3)."""
    length = header_value(scope, b"content-length")
    return length not in (None, "0") or header_value(scope, b"transfer-encoding") is not None


async def read_body(scope: Scope, receive: Receive, limit: int) -> bytes:
    """Return the whole body. Raises `Problem` 413 as soon as it is known to be too large."""
    check_length(scope, limit)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body", False):
        if len(body) > limit:
            raise _too_large(limit)
        return body
    return b"".join([chunk async for chunk in _chunks(message, receive, limit)])


async def stream_body(scope: Scope, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
    """Yield the body piece by piece. Raises `Problem` 413, or 400 where it breaks off."""
    check_length(scope, limit)
    async for chunk in _chunks(await receive(), receive, limit):
        yield chunk


def replaying(body: bytes, receive: Receive) -> Receive:
    """Return what receives a body that has been read once more, then what comes after it."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


def check_length(scope: Scope, limit: int) -> None:
    """Refuse a body that `Content-Length` announces as too large. Raises `Problem` 413."""
    length = header_value(scope, b"content-length")
    if length is not None and length.isdigit() and int(length[:20]) > limit:
        raise _too_large(limit)


async def _chunks(message: Message, receive: Receive, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    while message["type"] != "http.disconnect":
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        yield chunk
        if not message.get("more_body", False):
            return
        message = await receive()
    raise Problem(400, "The request ended before its body did.")


def _too_large(limit: int) -> Problem:
    return Problem(413, f"The body is larger than {limit} bytes.")
