"""Request bodies: from a typed value to what is sent, in a declared media type."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import MISSING, to_json

from adhere.client.classes import Classes, classes_by_range
from adhere.client.items import async_joined, joined_items
from adhere.client.parts import multipart
from adhere.client.styles import Pairs, Quote, joined, pairs, plain, quoted, text_of
from adhere.client.uploads import Upload
from adhere.client.values import JsonValues, form_fields, item_type
from adhere.runtime import ServerSentEvent, UploadFile
from adhere.runtime.contract_files import Contract, Located
from adhere.runtime.encoding_planning import EncodingPlanner
from adhere.runtime.events import MEDIA_TYPE as EVENT_STREAM
from adhere.runtime.guard import Guard
from adhere.runtime.media_types import MediaType, choose, parse
from adhere.runtime.positional import Positions, with_boundary

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
OCTETS = "application/octet-stream"
Write = Callable[[Any], Any]
"""Makes an item what is written."""
Encodings = Mapping[str, Mapping[str, Any]]
"""Encoding Objects by the property that they are about."""


@dataclass(frozen=True, slots=True)
class Content:
    """What httpx is given: a body with its media type, or the parts of a multipart."""

    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | Upload | None = None
    files: list[tuple[str, Any]] | None = None


NO_PARTS = Content({"Content-Type": f"{MULTIPART}; boundary=none"}, b"--none--\r\n")
"""A multipart body without parts (RFC 2046, section 5.1), which httpx would leave out."""


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """The request body of one operation, by its declared media ranges in order.

    `encodings` are those of each range; `items` writes the items of those that are sequences,
    `parts` says what those are that go by position; `classes` are those that the objects of a
    range are of, where that can be told.
    """

    ranges: tuple[str, ...]
    encodings: Mapping[str, Encodings]
    values: JsonValues
    items: Mapping[str, Write]
    classes: Mapping[str, Classes]
    parts: Mapping[str, Positions]

    def write(self, body: Any, content_type: str | None) -> Content:
        """Return what to send; nothing for `None`. Raises `ValueError`."""
        if body is None or body is MISSING:
            return Content()
        wanted = content_type or self._content_type(body)
        name, media_type = choose(wanted, self.ranges), parse(wanted)
        if name is None or media_type is None:
            declared = " or ".join(self.ranges)
            raise ValueError(f"The operation takes {declared}, not {wanted}: say content_type.")
        if media_type.essence == MULTIPART:
            parts = self._parts(body, self.encodings[name])
            return Content(files=parts) if parts else NO_PARTS
        if name in self.parts:
            wanted, boundary = with_boundary(wanted)
            data = multipart(body, self.parts[name], boundary)
        elif name in self.items:
            data = _joined(body, self.items[name], media_type)
        elif _is_in_pieces(body):
            data = Upload(body)
        else:
            data = self._bytes(body, media_type, self.encodings[name])
        return Content({"Content-Type": wanted, **_length(data)}, data)

    def _content_type(self, body: Any) -> str:
        """Return the declared media type that a value is written in. Raises `ValueError`.

        An object that could be JSON or a form is what its class stands for, else what is
        declared first.
        """
        sequences = self.items.keys() | self.parts.keys()
        fitting = [n for n in self.ranges if _fits(body, n, is_items=n in sequences)]
        is_plain = isinstance(body, bytes | bytearray | str) or _is_in_pieces(body)
        if len(fitting) > 1 and is_plain:
            raise ValueError(f"The body may be {' or '.join(fitting)}: say content_type.")
        own = [name for name in fitting if isinstance(body, self.classes.get(name, ()))]
        chosen = next(iter(own or fitting or self.ranges))
        return OCTETS if chosen == "*/*" else chosen

    def _bytes(self, body: Any, media_type: MediaType, encodings: Encodings) -> bytes:
        if isinstance(body, bytes | bytearray) and not media_type.is_json:
            return bytes(body)
        if media_type.essence == URLENCODED:
            members = _members(body, self.values).items()
            found = [pair for n, v in members for pair in _fields(n, v, encodings, quoted)]
            return joined(found).encode()
        if isinstance(body, str) and not media_type.is_json:
            return body.encode(media_type.parameters.get("charset", "utf-8"))
        return to_json(self.values.write(body))

    def _parts(self, body: Any, encodings: Encodings) -> list[tuple[str, Any]]:
        members = _members(body, self.values).items()
        return [part for name, value in members for part in _part(name, value, encodings)]


def body_plan(
    contract: Contract, guard: Guard, *, operation: Located, annotation: Any
) -> BodyPlan | None:
    """Return the plan of an operation's request body; `None` where it has none."""
    content = contract.child(operation, "requestBody", "content")
    if content is None or not content.value:
        return None
    located = {name: contract.resolve(node) for name, node in content.items()}
    media = {name: node.value for name, node in located.items()}
    encodings = {name: node.get("encoding") or {} for name, node in media.items()}
    planner, item = EncodingPlanner(contract, guard), item_type(annotation)
    found = {name: planner.positions(name, node) for name, node in located.items()}
    parts = {name: positions for name, positions in found.items() if positions is not None}
    items = {n: _writer(n, item) for n, node in media.items() if item and _is_sequence(n, node)}
    classes = classes_by_range(contract, located, annotation)
    return BodyPlan(tuple(media), encodings, JsonValues(annotation), items, classes, parts)


def _is_sequence(media_range: str, media: Mapping[str, Any]) -> bool:
    return "itemSchema" in media or media_range.startswith(EVENT_STREAM)


def _writer(media_range: str, item: Any) -> Write:
    is_event = media_range.startswith(EVENT_STREAM)
    return ServerSentEvent.fields if is_event else JsonValues(item).write


def _joined(items: Any, write: Write, media_type: MediaType) -> bytes | Upload:
    """Write items: at once where they are all there, else while they come."""
    if isinstance(items, AsyncIterable):
        return Upload(async_joined(items, write, media_type))
    pieces = joined_items(map(write, items), media_type)
    return b"".join(pieces) if isinstance(items, list | tuple) else Upload(pieces)


def _length(data: bytes | Upload) -> Mapping[str, str]:
    size = data.size if isinstance(data, Upload) else None
    return {} if size is None else {"Content-Length": str(size)}


def _is_in_pieces(body: Any) -> bool:
    return isinstance(body, Iterator | AsyncIterable) or hasattr(body, "read")


def _fits(body: Any, media_range: str, *, is_items: bool) -> bool:
    media_type = parse(media_range)
    if media_type is None:
        return False
    is_form = media_type.essence in (URLENCODED, MULTIPART)
    if is_items:
        return _is_in_pieces(body) or isinstance(body, list | tuple)
    if isinstance(body, bytes | bytearray) or _is_in_pieces(body):
        return not (media_type.is_json or is_form or media_type.is_text)
    if dataclasses.is_dataclass(body):
        return media_type.essence == MULTIPART
    return media_type.is_text if isinstance(body, str) else media_type.is_json or is_form


def _members(body: Any, values: JsonValues) -> Mapping[str, Any]:
    """Return the fields of a form by their names on the wire, absent ones left out."""
    if not dataclasses.is_dataclass(body):
        written: Mapping[str, Any] = values.write(body)
        return written
    form: Any = type(body)
    found = {
        wire: value if _holds_file(value) else field_values.write(value)
        for name, (wire, field_values) in form_fields(form).items()
        if (value := getattr(body, name)) is not None
    }
    return {name: value for name, value in found.items() if value is not None}


def _holds_file(value: Any) -> bool:
    return any(isinstance(each, UploadFile) for each in _items(value))


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _fields(name: str, value: Any, encodings: Encodings, quoting: Quote) -> Pairs:
    """Write one property as the fields of a form, only values quoted (OpenAPI 3.1, 4.8.15).

    An object is JSON, unless a style is said.
    """
    encoding = encodings.get(name, {})
    style, media_type = encoding.get("style"), encoding.get("contentType", "")
    is_object = isinstance(value, dict)
    if style is None and ("json" in media_type or is_object):
        return [(name, quoting(to_json(value).decode()))]
    if style is None:
        return [(name, quoting(text_of(item))) for item in _items(value)]
    explode = encoding.get("explode", style == "form")
    return pairs(value, quoting, name=name, style=style, explode=explode)


def _part(name: str, value: Any, encodings: Encodings) -> Iterator[tuple[str, Any]]:
    """Write one property as the parts of a multipart body, as httpx takes them."""
    if _holds_file(value):
        for item in _items(value):
            yield name, (item.filename or name, item.file, item.content_type or OCTETS)
        return
    for field_name, text in _fields(name, value, encodings, plain):
        media_type = encodings.get(name, {}).get("contentType")
        yield field_name, (None, text.encode(), media_type)
