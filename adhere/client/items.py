"""The items of sequential media types, as they come (OpenAPI 3.2, section 4.14.3)."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar, cast

import httpx
from pydantic_core import from_json, to_json

from adhere.client.errors import UnexpectedReply, Unfit
from adhere.client.parts import Cut
from adhere.runtime.charsets import UnknownCharset
from adhere.runtime.events import MEDIA_TYPE as EVENT_STREAM
from adhere.runtime.events import Events, encode
from adhere.runtime.media_types import MediaType
from adhere.runtime.text_lines import Lines, line_writer

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Take = Callable[[Any, int], Any]
"""Checks and types the item of an index. Raises `Unfit`."""


class Records:
    """Cuts a stream of octets into JSON texts, each ended by a separator."""

    def __init__(self, separator: bytes) -> None:
        """Hold the separator: a line feed, or the record separator of RFC 7464."""
        self._separator = separator
        self._rest = b""

    def feed(self, chunk: bytes, *, is_last: bool = False) -> Iterator[Any]:
        """Yield the values that are whole now. Raises `ValueError` for what is not JSON."""
        *whole, self._rest = (self._rest + chunk).split(self._separator)
        if is_last:
            whole.append(self._rest)
        for record in whole:
            if record.strip():
                yield from_json(record, allow_inf_nan=False)


RECORD_SEPARATOR = b"\x1e"


def joined_items(values: Iterable[Any], media_type: MediaType) -> Iterator[bytes]:
    """Write values one after another: as JSON lines, unless it is told (RFC 7464, WHATWG)."""
    write = _writer(media_type)
    return (write(value) for value in values)


async def async_joined(
    items: AsyncIterable[Any], write: Callable[[Any], Any], media_type: MediaType
) -> AsyncIterator[bytes]:
    """Write items while they come, each as the JSON value that `write` makes of it."""
    framed = _writer(media_type)
    async for item in items:
        yield framed(write(item))


def _writer(media_type: MediaType) -> Callable[[Any], bytes]:
    if media_type.essence == EVENT_STREAM:
        return encode
    if media_type.type == "text":
        return line_writer(f"text/plain; charset={media_type.charset}")
    before = RECORD_SEPARATOR if media_type.subtype.endswith("json-seq") else b""
    return lambda value: before + to_json(value) + b"\n"


def cutter(content_type: str, media_type: MediaType) -> Records | Events | Lines:
    """Return what cuts the content of a sequential media type: JSON lines, unless it is told.

    Raises `Unfit` for text in a charset that is not read.
    """
    if media_type.essence == EVENT_STREAM:
        return Events()
    if media_type.type == "text":
        try:
            return Lines(content_type)
        except UnknownCharset:
            raise Unfit("whose body is not in its charset") from None
    return Records(RECORD_SEPARATOR if media_type.subtype.endswith("json-seq") else b"\n")


class ReceivedItems(Generic[T_co]):
    """The items of one reply, while they come: for `async for`, in sync code for `for`.

    They can be gone through once. Whoever stops early closes it, or the client.
    """

    def __init__(
        self,
        told: str,
        response: httpx.Response,
        *,
        cut: Records | Events | Lines | Cut,
        take: Take,
    ) -> None:
        """Hold an unread response to the operation told."""
        self._told = told
        self._response = response
        self._cut = cut
        self._take = take
        self._count = 0

    def __iter__(self) -> Iterator[T_co]:
        """Yield the items of a sync client's reply. Raises `UnexpectedReply`."""
        try:
            for chunk in self._response.iter_bytes():
                yield from self._items(chunk)
            yield from self._items(b"", is_last=True)
        finally:
            self._response.close()

    async def __aiter__(self) -> AsyncIterator[T_co]:
        """Yield the items of an async client's reply. Raises `UnexpectedReply`."""
        try:
            async for chunk in self._response.aiter_bytes():
                for item in self._items(chunk):
                    yield item
            for item in self._items(b"", is_last=True):
                yield item
        finally:
            await self._response.aclose()

    def _items(self, chunk: bytes, *, is_last: bool = False) -> Iterator[T_co]:
        try:
            for value in self._cut.feed(chunk, is_last=is_last):
                yield self._take(value, self._count)
                self._count += 1
        except Unfit as error:
            raise UnexpectedReply(f"{self._told} {error}.", self._response) from None
        except ValueError:
            message = f"{self._told} with an item that cannot be read: /body/{self._count}."
            raise UnexpectedReply(message, self._response) from None

    def close(self) -> None:
        """Take no more of a sync client's reply."""
        self._response.close()

    async def aclose(self) -> None:
        """Take no more of an async client's reply."""
        await self._response.aclose()


def items_of(body: AsyncIterable[T]) -> Iterator[T]:
    """Go through the items of a sync client's reply, whose type speaks of async ones."""
    return iter(cast("ReceivedItems[T]", body))
