"""Reading the items of a sequential media type, each checked as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from .charsets import Undecodable, UnknownCharset
from .events import Events, ServerSentEvent
from .guard import SchemaCheck
from .json_body import JsonError, read_json
from .options import Options
from .problems import Breach, InvalidRequest, Problem
from .sequences import EVENTS, RECORD_SEPARATOR, TEXT_LINES, TEXT_SEQUENCE, Framing
from .text_lines import Lines
from .typed import UNREPRESENTABLE, Choose, Typed, Unrepresentable
from .upload import UploadBody

SELF_ENDING = (b"{", b"[", b'"')


@dataclass(frozen=True, slots=True)
class ItemsPlan:
    """How the items of one media range are read: their framing, schema and type.

    `data_check` is of the JSON text in an event's `data`.
    """

    framing: Framing
    check: SchemaCheck | None
    typed: Typed
    choose: Choose | None = None
    data_check: SchemaCheck | None = None

    def warm_up(self) -> None:
        """Build the validator and the models of an item."""
        if self.check is not None:
            self.check.warm_up()
        self.typed.warm_up()

    async def read(self, body: UploadBody, options: Options) -> AsyncIterator[Any]:
        """Yield the typed items. Raises `Problem` 400 or 413, and `InvalidRequest`."""
        if self.framing is EVENTS:
            async for event in self._events(body, options):
                yield event
            return
        if self.framing is TEXT_LINES:
            async for line in self._lines(body, options):
                yield line
            return
        index = 0
        async for text in texts(body, self.framing, options.max_body):
            if text.strip():
                yield self._item(text, f"/body/{index}", options)
                index += 1

    async def _events(self, body: UploadBody, options: Options) -> AsyncIterator[ServerSentEvent]:
        reader, index = Events(), 0
        async for chunk in body:
            for fields in reader.feed(chunk):
                yield self._event(fields, f"/body/{index}", options)
                index += 1
            _check_size(reader.pending, options.max_body)

    async def _lines(self, body: UploadBody, options: Options) -> AsyncIterator[str]:
        index = 0
        async for line in lines(body, options.max_body):
            at = f"/body/{index}"
            if not options.allow_nul and "\0" in line:
                raise InvalidRequest([Breach(at, "holds the character NUL.")])
            yield self._made(line, at, options)
            index += 1

    def _event(self, fields: dict[str, Any], at: str, options: Options) -> ServerSentEvent:
        if self.check is not None and not self.check.is_valid(fields):
            raise InvalidRequest(self.check.breaches(fields, at, options.max_errors))
        if self.data_check is not None and "data" in fields:
            place = f"{at}/data"
            try:
                value = from_json(fields["data"], allow_inf_nan=False)
            except ValueError:
                raise InvalidRequest([Breach(place, "is not JSON.")]) from None
            if not self.data_check.is_valid(value):
                raise InvalidRequest(self.data_check.breaches(value, place, options.max_errors))
        return ServerSentEvent(**fields)

    def _item(self, text: bytes, at: str, options: Options) -> Any:
        try:
            value = read_json(text, options.max_depth, allow_nul=options.allow_nul)
        except JsonError as error:
            breaches = [Breach(at, "is not strict JSON.")]
            raise Problem(400, str(error), breaches=breaches) from None
        return self._made(value, at, options)

    def _made(self, value: Any, at: str, options: Options) -> Any:
        if self.check is not None and not self.check.is_valid(value):
            raise InvalidRequest(self.check.breaches(value, at, options.max_errors))
        try:
            return self.typed.make(value, at, self.choose)
        except Unrepresentable:
            raise InvalidRequest([Breach(at, UNREPRESENTABLE)]) from None


async def lines(body: UploadBody, limit: int) -> AsyncIterator[str]:
    """Yield the lines of a text. Raises `Problem` 400, 413 or 415."""
    try:
        cut = Lines(body.content_type)
        async for chunk in body:
            for line in cut.feed(chunk):
                yield line
            _check_size(cut.pending, limit)
        for line in cut.feed(b"", is_last=True):
            yield line
    except UnknownCharset:
        raise Problem(415, "The charset of the text is not supported.") from None
    except Undecodable:
        raise Problem(400, "The text is not in the charset that it declares.") from None


async def texts(body: UploadBody, framing: Framing, limit: int) -> AsyncIterator[bytes]:
    """Yield the JSON texts of a body. Raises `Problem` 413 for one of more than `limit` bytes."""
    mark = RECORD_SEPARATOR if framing is TEXT_SEQUENCE else b"\n"
    pending = bytearray()
    async for chunk in body:
        *whole, rest = chunk.split(mark)
        for part in whole:
            yield _text(bytes(pending) + part, framing, limit)
            pending.clear()
        pending += rest
        _check_size(len(pending), limit)
    yield _text(bytes(pending), framing, limit)


def _text(text: bytes, framing: Framing, limit: int) -> bytes:
    """Return one text. Raises `Problem` 400 for one that may be cut off (RFC 7464, 2.4)."""
    _check_size(len(text), limit)
    ends_itself = not text or text.startswith(SELF_ENDING) or text != text.rstrip()
    if framing is TEXT_SEQUENCE and not ends_itself:
        raise Problem(400, "A JSON text of the sequence is cut off.")
    return text


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise Problem(413, f"An item is larger than {limit} bytes.")
