"""Sequential media types: how items stand one after another (OpenAPI 3.2, section 4.14.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic_core import to_json

from .events import MEDIA_TYPE as EVENT_STREAM
from .events import encode
from .media_types import parse

JSON_LINES = frozenset(
    {"application/jsonl", "application/ndjson", "application/x-jsonlines", "application/x-ndjson"}
)
RECORD_SEPARATOR = b"\x1e"


@dataclass(frozen=True, slots=True)
class Framing:
    """What stands before and after each JSON text."""

    before: bytes
    after: bytes

    def write(self, value: Any) -> bytes:
        """Write one item."""
        return self.before + to_json(value) + self.after


class EventFraming(Framing):
    """Items are the events of a stream, as objects of their fields."""

    def write(self, value: Any) -> bytes:
        """Write one event."""
        return encode(value)


LINES = Framing(b"", b"\n")
TEXT_SEQUENCE = Framing(RECORD_SEPARATOR, b"\n")  # RFC 7464, section 2.2
EVENTS = EventFraming(b"", b"\n\n")


def framing_of(media_range: str) -> Framing | None:
    """Return the framing of a sequential media type, `None` for any other."""
    media_type = parse(media_range)
    if media_type is None:
        return None
    if media_type.essence in JSON_LINES:
        return LINES
    if media_type.essence == EVENT_STREAM:
        return EVENTS
    is_sequence = media_type.subtype == "json-seq" or media_type.subtype.endswith("+json-seq")
    return TEXT_SEQUENCE if is_sequence else None
