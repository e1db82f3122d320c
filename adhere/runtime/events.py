"""Server-sent events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, to_json

MEDIA_TYPE = "text/event-stream"
COMMENT = b":\n\n"
LINE_END = re.compile(r"\r\n|\r|\n")
ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSentEvent:
    """One event. `data` that is no `str` is sent as JSON; `retry` is in milliseconds.

    Raises `ValueError` for an `event` or `id` of more than one line, and for a `retry` that
    is negative.
    """

    data: Any = None
    event: str | None = None
    id: str | None = None
    retry: int | None = None

    def __post_init__(self) -> None:
        """Refuse what the format has no way to say."""
        for name in (self.event, self.id):
            if name is not None and any(c in name for c in "\r\n\0"):
                raise ValueError("The event and id of an event are one line each, without NUL.")
        if self.retry is not None and self.retry < 0:
            raise ValueError("The retry of an event is a number of milliseconds.")

    def fields(self) -> Mapping[str, str | int]:
        """Return the event as the object that `itemSchema` describes.

        Raises `ValueError` for data that is not JSON.
        """
        members = {"event": self.event, "id": self.id, "retry": self.retry, "data": self._text()}
        return {name: value for name, value in members.items() if value is not None}

    def _text(self) -> str | None:
        if self.data is None or isinstance(self.data, str):
            return self.data
        try:
            plain = ANYTHING.dump_python(self.data, mode="json", by_alias=True, exclude_unset=True)
            return to_json(plain).decode()
        except PydanticSerializationError:
            raise ValueError("The data of an event cannot be written as JSON.") from None


def encode(fields: Mapping[str, Any]) -> bytes:
    """Write an event in the format of `text/event-stream`."""
    lines = [
        f"{name}: {line}" for name, value in fields.items() for line in LINE_END.split(str(value))
    ]
    return ("\n".join(lines) + "\n\n").encode()


class Events:
    """Cuts a stream of octets into server-sent events (WHATWG HTML, section 9.2.6)."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest = b""
        self._fields: dict[str, Any] = {}
        self._has_begun = False

    @property
    def pending(self) -> int:
        """The octets of the event that is not whole yet."""
        return len(self._rest) + sum(len(str(value)) for value in self._fields.values())

    def feed(self, chunk: bytes, *, is_last: bool = False) -> Iterator[dict[str, Any]]:
        """Yield the fields of the events that are whole now; one that is cut off is dropped."""
        held = self._rest + chunk
        if held.endswith(b"\r") and not is_last:  # its line feed may be about to come
            held, tail = held[:-1], b"\r"
        else:
            tail = b""
        *lines, last = held.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = last + tail
        for line in lines:
            if line:
                self._take(line.decode("utf-8", "replace"))
            elif self._fields:
                fields, self._fields = self._fields, {}
                yield fields

    def _take(self, line: str) -> None:
        if not self._has_begun:
            line, self._has_begun = line.removeprefix("\ufeff"), True
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data" and "data" in self._fields:
            self._fields["data"] += "\n" + value
        elif name == "retry" and value.isascii() and value.isdigit():
            self._fields["retry"] = int(value)
        elif name in {"data", "event"} or (name == "id" and "\0" not in value):
            self._fields[name] = value
