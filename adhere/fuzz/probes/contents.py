"""Content that is stored comes back as it was sent, where it was sent.

RFC 9110 section 9.3.4: what was put is what is read at the same path, of the same media type.
Content is also what a form with a single file brings (RFC 7578).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from urllib3.filepost import encode_multipart_formdata

from adhere.contract.nodes import MediaType, Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Reply
from adhere.fuzz.probes.workshop import Workshop, is_success, response_pointer
from adhere.fuzz.resources import Resource, declares

_REFUSALS = (400, 415, 422)
_FORM = "multipart/form-data"
# The least that is recognised as content of a media type.
_LEAST = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/gif": b"GIF89a",
    "application/pdf": b"%PDF-1.7\n",
    "text/plain": b"text",
    "application/octet-stream": b"\x00\x01",
}
_OTHER = b"\n% another one"

Names = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Content:
    """Some content, and the member of a form that holds it, `None` where it is the whole body."""

    media_type: str
    data: bytes
    member: str | None

    def put(self, prepared: requests.PreparedRequest) -> None:
        """Let a request bring it."""
        body, sent_as = self.data, self.media_type
        if self.member is not None:
            part = (f"a.{self.media_type.rpartition('/')[2]}", self.data, self.media_type)
            body, sent_as = encode_multipart_formdata({self.member: part})
        prepared.body = body
        prepared.headers["Content-Type"] = sent_as
        prepared.headers["Content-Length"] = str(len(body))


@dataclass(frozen=True, slots=True)
class Contents:
    """An operation that stores content at a path where it can be read."""

    workshop: Workshop
    operation: Operation
    caller: Caller

    def test(self) -> None:
        """Store content of each declared media type on things of one's own, and read it."""
        read = self._read()
        if read is None or self.operation.request_body is None:
            return
        for content in self._contents(self.operation.request_body.content):
            self._report(
                "answers with other content than was put", partial(self._other, read, content)
            )
        for media in self.operation.request_body.content:
            member = _file(media)
            is_refused = declares(self.operation, *_REFUSALS)
            if member is not None and is_refused and _accepted(media, member):
                seen = partial(self._taken, _Content("text/plain", b"no picture", member))
                self._report("takes a file of a type that it does not declare", seen)

    def _report(self, reason: str, seen: Any) -> None:
        self.workshop.confirm(
            self.operation,
            reason,
            "Seen twice.",
            seen=seen,
            caller=self.caller,
            pointer=response_pointer(self.operation, 415) if "takes" in reason else None,
        )

    def _read(self) -> Operation | None:
        operations = self.workshop.bench.operations
        found = (o for o in operations if (o.method, o.path) == ("GET", self.operation.path))
        read = next(found, None)
        return read if self.workshop.may(self.caller, read) else None

    @staticmethod
    def _contents(content: tuple[MediaType, ...]) -> Iterator[_Content]:
        for media in content:
            member = _file(media)
            ranges = [media.range] if media.schema is None else []
            if member is not None:
                ranges = _accepted(media, member) or ["application/octet-stream"]
            for media_type in ranges:
                if media_type in _LEAST:
                    yield _Content(media_type, _LEAST[media_type], member)

    def _names(self) -> Names | None:
        """Return the names of a new thing that content can be stored at."""
        path, wanted = self.operation.path, self.operation.path.count("{")
        if not wanted:
            return {}
        kinds: list[Resource] = [
            k
            for k in self.workshop.kinds
            if (path == k.item or path.startswith(f"{k.item}/")) and k.item.count("{") == wanted
        ]
        for kind in kinds:
            made = self.workshop.make(kind, self.caller) or self.workshop.some(kind)
            if made is not None:
                return made.names
        return None

    def _other(self, read: Operation, content: _Content) -> Reply | None:
        """Put content on one thing and other content on another; read the first.

        What a form brings may be kept in another form, so long as it is not the other's.
        """
        one, two = self._names(), self._names()
        if one is None or not self._is_stored(content, one):
            return None
        other = _Content(content.media_type, content.data + _OTHER, content.member)
        if two is not None and two != one:
            self._is_stored(other, two)
        got = self.workshop.send(read, self.caller, names=one)
        if got is None or not is_success(got):
            return None
        shown = got.response.content
        if content.member is not None:
            return got if shown == other.data else None
        kind = (got.response.headers.get("content-type") or [""])[0].split(";")[0]
        is_readable = content.media_type in _read_as(read)
        return got if is_readable and (shown, kind) != (content.data, content.media_type) else None

    def _is_stored(self, content: _Content, names: Names) -> bool:
        reply = self._store(content, names)
        return reply is not None and is_success(reply)

    def _store(self, content: _Content, names: Names) -> Reply | None:
        case = self.workshop.case(self.operation, names=names)
        if case is None:
            return None
        return self.workshop.deliver(self.operation, self.caller, case, content.put)

    def _taken(self, content: _Content) -> Reply | None:
        names = self._names()
        reply = None if names is None else self._store(content, names)
        return reply if reply is not None and is_success(reply) else None


def _read_as(read: Operation) -> set[str]:
    return {m.range for r in read.responses if r.is_success for m in r.content}


def _file(media: MediaType) -> str | None:
    """Return the only member of a form that must be sent, where it is a file."""
    schema = None if media.schema is None else media.schema.value
    if media.range != _FORM or not isinstance(schema, Mapping):
        return None
    required, members = schema.get("required", ()), schema.get("properties", {})
    named = list(required) or list(members)
    if len(named) != 1 or not isinstance(members.get(named[0]), Mapping):
        return None
    member = members[named[0]]
    is_file = member.get("format") == "binary" or "contentMediaType" in member
    is_described = any(e.property == named[0] and e.content_type for e in media.encoding)
    return str(named[0]) if is_file or is_described else None


def _accepted(media: MediaType, member: str) -> list[str]:
    """Return the media types that the contract lets a file have."""
    said = next((e.content_type for e in media.encoding if e.property == member), None)
    return [text.strip() for text in (said or "").split(",") if text.strip()]
