"""Sending a body piece by piece, until it ends or the client goes away."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import anyio
import anyio.lowlevel
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.types import Receive, Send


@dataclass(slots=True)
class Stream:
    """A body in pieces.

    `comment` is sent whenever nothing else was for `interval` seconds: it keeps the
    connection alive where the format has something that means nothing.
    """

    chunks: AsyncIterator[bytes]
    comment: bytes = b""
    interval: float | None = None
    _is_idle: bool = field(default=True, init=False)

    async def send(self, receive: Receive | None, send: Send) -> None:
        """Send all pieces, and close their source whatever happens.

        `receive` is watched for the client's going away; `None` where the request's body is
        still being read. What the source raises is raised, after some was sent.
        """
        failure: Exception | None = None
        async with anyio.create_task_group() as group:
            if receive is not None:
                group.start_soon(_cancel_when_gone, receive, group.cancel_scope)
            if self.interval is not None and self.comment:
                group.start_soon(self._keep_alive, self.interval, send)
            try:
                await self._send_chunks(send)
            except Exception as error:  # noqa: BLE001  # a group would wrap it
                failure = error
            group.cancel_scope.cancel()
        if failure is not None:
            raise failure

    async def _send_chunks(self, send: Send) -> None:
        try:
            async for chunk in self.chunks:
                self._is_idle = False
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
                await anyio.lowlevel.checkpoint()  # a server may never wait, once nobody listens
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await self.close()

    async def _keep_alive(self, interval: float, send: Send) -> None:
        while True:
            self._is_idle = True
            await anyio.sleep(interval)
            if self._is_idle:
                await send({"type": "http.response.body", "body": self.comment, "more_body": True})

    async def close(self) -> None:
        """Close the source, so that what it holds open is released at once."""
        if isinstance(self.chunks, AsyncGenerator):
            with anyio.CancelScope(shield=True):
                await self.chunks.aclose()


async def _cancel_when_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


async def pieces(source: AsyncIterable[Any] | Iterator[Any]) -> AsyncGenerator[Any, None]:
    """Yield what a source yields, a sync one in a thread, and close it at the end."""
    try:
        async for piece in source if isinstance(source, AsyncIterable) else _threaded(source):
            yield piece
    finally:
        if isinstance(source, AsyncGenerator):
            await source.aclose()
        elif hasattr(source, "close"):
            await run_in_threadpool(source.close)


def _threaded(source: Iterator[Any]) -> AsyncIterable[Any]:
    return iterate_in_threadpool(source)
