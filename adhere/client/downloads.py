"""Binary replies that are read while they come."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

from adhere.runtime import BinaryContent


class ReceivedBytes:
    """The bytes of one reply, while they come: for `async for`, in sync code for `for`.

    They can be gone through once. Whoever stops early closes it, or the client.
    """

    def __init__(self, response: httpx.Response) -> None:
        """Hold an unread response."""
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces of a sync client's reply. Raises what httpx raises."""
        try:
            yield from self._response.iter_bytes()
        finally:
            self._response.close()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces of an async client's reply. Raises what httpx raises."""
        try:
            async for piece in self._response.aiter_bytes():
                yield piece
        finally:
            await self._response.aclose()

    def close(self) -> None:
        """Take no more of a sync client's reply."""
        self._response.close()

    async def aclose(self) -> None:
        """Take no more of an async client's reply."""
        await self._response.aclose()


def pieces_of(body: BinaryContent) -> Iterator[bytes]:
    """Go through a sync client's binary reply, which may have been read at once."""
    received: Any = body
    return iter([received] if isinstance(received, bytes) else received)


async def async_pieces_of(body: BinaryContent) -> AsyncIterator[bytes]:
    """Go through an async client's binary reply, which may have been read at once."""
    received: Any = body
    if isinstance(received, bytes):
        yield received
        return
    async for piece in received:
        yield piece
