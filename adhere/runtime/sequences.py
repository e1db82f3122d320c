"""Sequential media types: how items stand one after another (OpenAPI 3.2, section 4.14.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from .events import MEDIA_TYPE as EVENT_STREAM
from .events import encode
from .media_types import parse
from .text_lines import line_writer

JSON_LINES = frozenset(
    {"application/jsonl", "application/ndjson", "application/x-jsonlines", "application/x-ndjson"}
)
RECORD_SEPARATOR = b"\x1e"
Write = Callable[[Any], bytes]
"""Writes one item. Raises `ValueError` for what is none."""


@dataclass(frozen=True, slots=True)
class Framing:
    """What stands before and after each JSON text."""

    before: bytes
    after: bytes

    def writer(self, media_type: str) -> Write:
        """Return what writes one item of content that says this media type."""
        del media_type
        return lambda value: self.before + to_json(value) + self.after


class EventFraming(Framing):
    """Items are the events of a stream, as objects of their fields."""

    def writer(self, media_type: str) -> Write:
        """Return what writes one event."""
        del media_type
        return encode


class LineFraming(Framing):
    """Items are lines of text in the charset of their media type."""

    def writer(self, media_type: str) -> Write:
        """Return what writes one line. Raises `UnknownCharset`."""
        return line_writer(media_type)


LINES = Framing(b"", b"\n")
TEXT_SEQUENCE = Framing(RECORD_SEPARATOR, b"\n")  # RFC 7464, section 2.2
EVENTS = EventFraming(b"", b"\n\n")
TEXT_LINES = LineFraming(b"", b"\n")


def framing_of(media_range: str) -> Framing | None:
    """Return the framing of a media type that may be items, `None` for any other."""
    media_type = parse(media_range)
    if media_type is None:
        return None
    if media_type.essence in JSON_LINES:
        return LINES
    if media_type.essence == EVENT_STREAM:
        return EVENTS
    if media_type.type == "text":
        return TEXT_LINES
    is_sequence = media_type.subtype == "json-seq" or media_type.subtype.endswith("+json-seq")
    return TEXT_SEQUENCE if is_sequence else None


def items_framing(media_range: str, media: Mapping[str, Any]) -> Framing | None:
    """Return the framing of a Media Type Object whose content is items, else `None`.

    Those of an event stream need no `itemSchema` to be told.
    """
    framing = framing_of(media_range)
    return framing if framing is EVENTS or "itemSchema" in media else None
