"""Bodies that are sent piece by piece, from files and from iterables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Any, Final, TypeAlias

import httpx

PIECE: Final = 65_536
"""Bytes that are read from a file at a time."""

UploadContent: TypeAlias = bytes | Iterable[bytes] | AsyncIterable[bytes]
"""A binary body: all of it, an open file, or its pieces; an async client takes async ones, too."""


class Upload:
    """A body that is not in memory. It is sent again only from a file that can be rewound."""

    def __init__(self, source: Any) -> None:
        """Hold a file or an iterable of bytes, async or not; a file is sent from where it is."""
        self._source = source
        self._start = source.tell() if _is_seekable(source) else None
        self._is_begun = False

    @property
    def size(self) -> int | None:
        """The number of bytes, `None` where that is not known ahead."""
        if self._start is None:
            return None
        size: int = self._source.seek(0, 2) - self._start
        self._source.seek(self._start)
        return size

    def pieces(self) -> Pieces:
        """Return what a sync client sends. Raises `TypeError` for an async source."""
        if isinstance(self._source, AsyncIterable):
            raise TypeError("A body of async pieces is for an async client.")
        return Pieces(self)

    def async_pieces(self) -> AsyncPieces:
        """Return what an async client sends; a sync source is read in a thread."""
        return AsyncPieces(self)

    def begun(self) -> Any:
        """Return the source, at its start. Raises `httpx.StreamConsumed` the second time."""
        if self._start is not None:
            self._source.seek(self._start)
        elif self._is_begun:
            raise httpx.StreamConsumed
        self._is_begun = True
        return self._source


class Pieces:
    """The pieces of an upload, for a sync client."""

    def __init__(self, upload: Upload) -> None:
        """Hold the upload."""
        self._upload = upload

    def __iter__(self) -> Iterator[bytes]:
        """Yield the pieces."""
        yield from _read(self._upload.begun())


class AsyncPieces:
    """The pieces of an upload, for an async client."""

    def __init__(self, upload: Upload) -> None:
        """Hold the upload."""
        self._upload = upload

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces."""
        source = self._upload.begun()
        if isinstance(source, AsyncIterable):
            async for piece in source:
                yield piece
            return
        pieces = _read(source)
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece


def _read(source: Any) -> Iterator[bytes]:
    if not hasattr(source, "read"):
        yield from source
        return
    while piece := source.read(PIECE):
        yield piece


def _is_seekable(source: Any) -> bool:
    return hasattr(source, "read") and hasattr(source, "seekable") and source.seekable()
