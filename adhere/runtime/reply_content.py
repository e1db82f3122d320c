"""The body of a reply: written in one media type, and checked before it is sent."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, from_json, to_json

from .building import built
from .charsets import UnknownCharset, encode
from .events import COMMENT, ServerSentEvent
from .guard import SchemaCheck
from .media_types import parse
from .options import Options
from .problems import Breach
from .sequences import EVENTS, Framing, Write
from .streaming import Stream, pieces

logger = logging.getLogger("adhere.runtime")

Kind = Literal["json", "text", "bytes", "items", "parts"]
EXPECTED = {
    "text": "str",
    "bytes": "bytes, or an iterator of bytes",
    "items": "an async iterable of items",
    "parts": "a list or tuple of parts",
}


class BrokenContract(Exception):  # noqa: N818  # a finding about the implementation
    """A reply that the contract does not allow."""


class Serializer:
    """Writes values of one annotated type as JSON values; built when first needed."""

    def __init__(self, annotation: Any) -> None:
        """Hold the annotation."""
        self._annotation = annotation

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The Pydantic adapter of the type."""
        return built(self._annotation)

    def warm_up(self) -> None:
        """Build the adapter and the models in it."""
        _ = self._to_python

    @cached_property
    def _to_python(self) -> Callable[..., Any]:
        return self.adapter.serializer.to_python

    def dump(self, value: Any) -> Any:
        """Return the JSON value, without members that were not set: a default is not sent.

        Raises `BrokenContract` where there is none.
        """
        try:
            return self._to_python(
                value, mode="json", by_alias=True, exclude_unset=True, warnings=False
            )
        except (PydanticSerializationError, AttributeError, TypeError, ValueError) as error:
            raise BrokenContract(f"The body cannot be written as JSON: {error}") from error


def check_value(check: SchemaCheck | None, value: Any, at: str, *, options: Options) -> None:
    """Check a part of a reply as `Options.check_replies` says. Raises `BrokenContract`."""
    if check is None or options.check_replies == "off" or check.is_valid(value):
        return
    report_breach(told(check.breaches(value, at, 5)), options)


def report_breach(message: str, options: Options) -> None:
    """Do with a breach what `Options.check_replies` says. Raises `BrokenContract`."""
    if options.check_replies == "enforce":
        raise BrokenContract(message)
    if options.check_replies == "log":
        logger.error("A reply breaks the contract: %s", message)


def told(breaches: Sequence[Breach]) -> str:
    """Say what breaks the contract, and where."""
    return "; ".join(f"{breach.pointer} {breach.detail}" for breach in breaches)


@dataclass(frozen=True, slots=True)
class ReplyContent:
    """One media range of a response.

    `check` is of the whole body, or of each item where `framing` says how items are written;
    `data_check` of the JSON text in an event's `data`.
    """

    kind: Kind
    check: SchemaCheck | None
    serializer: Serializer | None
    options: Options
    framing: Framing | None = None
    data_check: SchemaCheck | None = None

    def warm_up(self) -> None:
        """Build the validators and models that a body is written with."""
        for part in (self.check, self.serializer, self.data_check):
            if part is not None:
                part.warm_up()

    @property
    def expected(self) -> str:
        """The Python type that this media range is written from, in words."""
        return EXPECTED.get(self.kind, "a JSON value")

    @property
    def is_fixed(self) -> bool:
        """Tell whether every reply says the same media type."""
        return True

    def concrete(self, media_type: str) -> str:
        """Return the media type that a reply says, with what it must say besides."""
        return media_type

    def fits(self, body: Any) -> bool:
        """Tell whether a body is of the Python type that this media range is written from."""
        return self.kind in kinds_of(type(body))  # type: ignore[arg-type]  # a class is hashable

    def write(self, body: Any, media_type: str) -> bytes | Stream:
        """Return what to send. Raises `BrokenContract`."""
        if not self.fits(body):
            raise BrokenContract(f"The body must be {self.expected}.")
        if self.kind == "bytes":
            is_whole = isinstance(body, bytes | bytearray)
            return bytes(body) if is_whole else Stream(_checked_chunks(body))
        if self.kind == "text":
            return self._text(body, media_type)
        if self.framing is not None:
            return self._items(body, self.framing, media_type)
        value = body if self.serializer is None else self.serializer.dump(body)
        check_value(self.check, value, "/body", options=self.options)
        return to_json(value)

    def _text(self, body: str, media_type: str) -> bytes:
        check_value(self.check, body, "/body", options=self.options)
        concrete = parse(media_type)
        try:
            return encode(body, concrete.charset if concrete else "utf-8")
        except (UnicodeError, UnknownCharset):
            raise BrokenContract(f"The body cannot be written as {media_type}.") from None

    def _items(self, body: AsyncIterable[Any], framing: Framing, media_type: str) -> Stream:
        try:
            write = framing.writer(media_type)
        except UnknownCharset:
            raise BrokenContract(f"The body cannot be written as {media_type}.") from None
        chunks = self._framed(body, framing, write)
        if framing is EVENTS:
            return Stream(chunks, COMMENT, self.options.keep_alive)
        return Stream(chunks)

    async def _framed(
        self, body: AsyncIterable[Any], framing: Framing, write: Write
    ) -> AsyncGenerator[bytes, None]:
        index, source = 0, pieces(body)
        try:
            async for item in source:
                value = self._item(item, framing)
                check_value(self.check, value, f"/body/{index}", options=self.options)
                if self.data_check is not None and "data" in value:
                    self._check_data(self.data_check, value["data"], f"/body/{index}/data")
                yield self._written(write, value, f"/body/{index}")
                index += 1
        finally:
            await source.aclose()

    def _written(self, write: Write, value: Any, at: str) -> bytes:
        try:
            return write(value)
        except ValueError as error:
            raise BrokenContract(f"{at} cannot be written: {error}") from None

    def _check_data(self, check: SchemaCheck, text: str, at: str) -> None:
        try:
            check_value(check, from_json(text), at, options=self.options)
        except ValueError:
            report_breach(f"{at} is not JSON.", self.options)

    def _item(self, item: Any, framing: Framing) -> Any:
        if framing is not EVENTS:
            return item if self.serializer is None else self.serializer.dump(item)
        if not isinstance(item, ServerSentEvent):
            raise BrokenContract("An item of text/event-stream must be a ServerSentEvent.")
        try:
            return item.fields()
        except ValueError as error:
            raise BrokenContract(str(error)) from None


@lru_cache(maxsize=1024)
def kinds_of(cls: type) -> frozenset[Kind]:
    """Return what values of a Python type are written as."""
    if issubclass(cls, AsyncIterable):
        return frozenset({"bytes", "items"})
    if issubclass(cls, bytes | bytearray | Iterator):
        return frozenset({"bytes"})
    if issubclass(cls, list | tuple):
        return frozenset({"json", "parts"})
    return frozenset({"json", "text"} if issubclass(cls, str) else {"json"})


async def _checked_chunks(
    body: AsyncIterable[Any] | Iterator[Any],
) -> AsyncGenerator[bytes, None]:
    source = pieces(body)
    try:
        async for chunk in source:
            if not isinstance(chunk, bytes | bytearray | memoryview):
                raise BrokenContract("A piece of a binary body must be bytes.")
            yield bytes(chunk)
    finally:
        await source.aclose()
