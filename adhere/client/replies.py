"""Replies: from a response to the reply type that the contract declares for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import ValidationError
from pydantic_core import from_json

from adhere.client.classes import annotation_of, classes_by_range
from adhere.client.downloads import ReceivedBytes
from adhere.client.errors import UnexpectedReply, Unfit
from adhere.client.items import ReceivedItems, cutter
from adhere.client.parts import cut_of
from adhere.client.values import JsonValues, item_type
from adhere.runtime.charsets import Undecodable, UnknownCharset, decode_xml
from adhere.runtime.contract_files import Contract, Located
from adhere.runtime.encoding_planning import EncodingPlanner
from adhere.runtime.events import MEDIA_TYPE as EVENT_STREAM
from adhere.runtime.guard import Guard, SchemaCheck
from adhere.runtime.media_types import MediaType, choose, is_json, parse
from adhere.runtime.positional import Positions
from adhere.runtime.problems import Breach
from adhere.runtime.replies import (
    AnyReply,
    body_type,
    has_body,
    header_field,
    header_types,
    reply_class,
)
from adhere.runtime.shapes import Shape
from adhere.runtime.styles import (
    Unreadable,
    alternating,
    assignments,
    decode_plain,
    read_array,
    read_object,
    split,
)

MAX_BREACHES = 5
BODILESS = frozenset({204, 205, 304})
"""Statuses that have no body whatever is declared (RFC 9110, sections 15.3.5, 15.3.6, 15.4.5)."""


@dataclass(frozen=True, slots=True)
class HeaderPlan:
    """One declared header field of a response, and the field of the reply type it is."""

    name: str
    field: str
    required: bool
    explode: bool
    is_json: bool
    shape: Shape
    check: SchemaCheck | None
    values: JsonValues

    def read(self, headers: httpx.Headers, *, validate: bool) -> Any:
        """Return the typed value, `None` for an absent one. Raises `Unfit`."""
        texts = headers.get_list(self.name)
        if not texts:
            if self.required:
                raise Unfit(f"without the header field {self.name}")
            return None
        try:
            value = self._json_value(", ".join(texts))
        except (Unreadable, ValueError):
            raise Unfit(f"whose header field {self.name} cannot be read") from None
        if validate and self.check is not None:
            _refuse(self.check, value, f"/header/{self.name}")
        return _typed(self.values, value, f"/header/{self.name}")

    def _json_value(self, text: str) -> Any:
        if self.is_json:
            return from_json(text)
        if self.shape.allows_array:
            return read_array(split(text, "simple"), self.shape, decode_plain)
        if self.shape.allows_object:
            pieces = split(text, "simple")
            members = assignments(pieces) if self.explode else alternating(pieces)
            return read_object(members, self.shape, decode_plain)
        return self.shape.read(text)


@dataclass(frozen=True, slots=True)
class ContentPlan:
    """One media range of a response.

    `check` is of the whole body, or of each item where the body `is_items`. `parts` are those
    of multipart content that go by position.
    """

    check: SchemaCheck | None
    values: JsonValues
    is_items: bool
    parts: Positions | None = None

    def json(self, data: bytes, *, validate: bool) -> Any:
        """Return the typed value of a JSON text. Raises `Unfit`."""
        try:
            value = from_json(data, allow_inf_nan=False)
        except ValueError:
            raise Unfit("whose body is not JSON") from None
        return self.typed(value, "/body", validate=validate)

    def typed(self, value: Any, at: str, *, validate: bool, seen: Any = None) -> Any:
        """Return the typed value, checked by what the guard sees of it. Raises `Unfit`."""
        if validate and self.check is not None:
            _refuse(self.check, value if seen is None else seen, at)
        return _typed(self.values, value, at)


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """One response of one operation: its reply type, and how each part is read."""

    type: type[AnyReply]
    contents: Mapping[str, ContentPlan]
    headers: Sequence[HeaderPlan]

    def content(self, response: httpx.Response) -> tuple[ContentPlan, MediaType] | None:
        """Return the declared content that a response has; `None` where it has none."""
        content_type = response.headers.get("Content-Type", "")
        name, media_type = choose(content_type, tuple(self.contents)), parse(content_type)
        return None if name is None or media_type is None else (self.contents[name], media_type)

    def read(
        self, told: str, response: httpx.Response, *, validate: bool, is_unread: bool
    ) -> AnyReply:
        """Return the reply to the operation told. Raises `Unfit`."""
        members: dict[str, Any] = {
            header.field: header.read(response.headers, validate=validate)
            for header in self.headers
        }
        if not isinstance(self.type.declared_status, int):
            members["status"] = response.status_code
        if has_body(self.type):
            members["body"] = self._body(told, response, validate=validate, is_unread=is_unread)
        declared = {header.name.lower() for header in self.headers} | {"content-type"}
        extra = {name: v for name, v in response.headers.items() if name.lower() not in declared}
        media_type = response.headers.get("Content-Type")
        return self.type(media_type=media_type, extra_headers=extra, **members)

    def _body(self, told: str, response: httpx.Response, *, validate: bool, is_unread: bool) -> Any:
        is_head = response.request.method == "HEAD"
        if is_head or not self.contents or response.status_code in BODILESS:
            return None
        found = self.content(response)
        if found is None:
            raise Unfit("whose media type it does not declare")
        content, media_type = found
        if content.is_items:
            return _items(told, response, content, media_type=media_type, validate=validate)
        if content.parts is not None:
            return _parts(response, content, content.parts, validate=validate)
        if media_type.is_text:
            return _text(response, media_type)
        if not media_type.is_json:
            return ReceivedBytes(response) if is_unread else response.content
        return content.json(response.content, validate=validate)


def _text(response: httpx.Response, media_type: MediaType) -> str:
    """Return a text, an XML document in the charset that it says itself. Raises `Unfit`."""
    if not media_type.is_xml:
        return response.text
    try:
        return decode_xml(response.content, media_type.parameters.get("charset"))
    except (UnknownCharset, Undecodable):
        raise Unfit("whose body is not in its charset") from None


def _items(
    told: str,
    response: httpx.Response,
    content: ContentPlan,
    *,
    media_type: MediaType,
    validate: bool,
) -> ReceivedItems[Any]:
    def take(value: Any, index: int) -> Any:
        return content.typed(value, f"/body/{index}", validate=validate)

    def take_part(found: tuple[Any, Any], index: int) -> Any:
        value, seen = found
        return content.typed(value, f"/body/{index}", validate=validate, seen=seen)

    if content.parts is not None:
        cut = cut_of(response.headers["Content-Type"], content.parts)
        return ReceivedItems(told, response, cut=cut, take=take_part)
    cut_items = cutter(response.headers["Content-Type"], media_type)
    return ReceivedItems(told, response, cut=cut_items, take=take)


def _parts(
    response: httpx.Response, content: ContentPlan, positions: Positions, *, validate: bool
) -> Any:
    """Return all parts at once. Raises `Unfit`."""
    cut = cut_of(response.headers["Content-Type"], positions)
    found = list(cut.feed(response.content, is_last=True))
    values, seen = [value for value, _ in found], [each for _, each in found]
    return content.typed(values, "/body", validate=validate, seen=seen)


def _refuse(check: SchemaCheck, value: Any, at: str) -> None:
    if not check.is_valid(value):
        raise Unfit("that does not fit: " + _told(check.breaches(value, at, MAX_BREACHES)))


def _told(breaches: Sequence[Breach]) -> str:
    return "; ".join(f"{breach.pointer} {breach.detail}" for breach in breaches)


def _typed(values: JsonValues, value: Any, at: str) -> Any:
    try:
        return values.read(value)
    except ValidationError:
        raise Unfit(f"that its type cannot hold at {at}") from None


class RepliesPlan:
    """All responses of one operation, by status."""

    def __init__(
        self, contract: Contract, guard: Guard, *, operation: Located, types: Sequence[Any]
    ) -> None:
        """Join the Response Objects with the reply types of the method."""
        self._contract = contract
        self._guard = guard
        nodes = {_status(k): contract.resolve(n) for k, n in _items_of(operation.get("responses"))}
        self._plans = {
            str(reply.declared_status): self._plan(nodes[str(reply.declared_status)], type_, reply)
            for type_ in types
            if (reply := reply_class(type_)) is not None
        }

    @property
    def accept(self) -> str:
        """The `Accept` of the requests: every media range that a reply may have."""
        ranges = dict.fromkeys(name for plan in self._plans.values() for name in plan.contents)
        return ", ".join(ranges) or "*/*"

    def declares(self, status: int) -> bool:
        """Tell whether a response of the operation has this status."""
        return self._plan_of(status) is not None

    def comes_in_pieces(self, response: httpx.Response, *, stream: bool) -> bool:
        """Tell whether the body of a response is read while it comes, and not at once.

        Items are; what is neither JSON nor text is where `stream` asks for it.
        """
        plan = self._plan_of(response.status_code)
        found = plan and plan.content(response)
        if not found:
            return False
        content, media_type = found
        return content.is_items or (stream and not (media_type.is_json or media_type.is_text))

    def read(
        self, operation: str, response: httpx.Response, *, validate: bool, is_unread: bool
    ) -> AnyReply:
        """Return the reply to an operation. Raises `UnexpectedReply`."""
        told = f"{operation} answered {response.status_code}"
        plan = self._plan_of(response.status_code)
        if plan is None:
            raise UnexpectedReply(f"{told}, which the contract does not declare.", response)
        try:
            return plan.read(told, response, validate=validate, is_unread=is_unread)
        except Unfit as error:
            raise UnexpectedReply(f"{told} {error}.", response) from None

    def _plan_of(self, status: int) -> ReplyPlan | None:
        names = (str(status), f"{status // 100}XX", "default")
        return next((self._plans[name] for name in names if name in self._plans), None)

    def _plan(self, node: Located, written: Any, reply: type[AnyReply]) -> ReplyPlan:
        annotation = body_type(written)
        media = {n: self._contract.resolve(found) for n, found in _items_of(node.get("content"))}
        classes = classes_by_range(self._contract, media, annotation)
        return ReplyPlan(
            type=reply,
            contents={
                name: self._content(name, found, annotation_of(classes.get(name), annotation))
                for name, found in media.items()
            },
            headers=tuple(self._headers(node, reply)),
        )

    def _content(self, media_range: str, media: Located, annotation: Any) -> ContentPlan:
        item, is_event = item_type(annotation), media_range.startswith(EVENT_STREAM)
        parts = EncodingPlanner(self._contract, self._guard).positions(media_range, media)
        if item is not None and (is_event or "itemSchema" in media.value):
            check = self._check(media, "itemSchema")
            return ContentPlan(check, JsonValues(item), is_items=True, parts=parts)
        check = self._check(media, "schema")
        return ContentPlan(check, JsonValues(annotation), is_items=False, parts=parts)

    def _check(self, owner: Located, keyword: str) -> SchemaCheck | None:
        schema = owner.get(keyword)
        return None if schema is None else SchemaCheck(self._guard, schema.pointer)

    def _headers(self, node: Located, type_: type[AnyReply]) -> Iterator[HeaderPlan]:
        types = header_types(type_)
        for name, header in _items_of(node.get("headers")):
            field = header_field(type_, name)
            if field is not None:
                yield self._header(name, self._contract.resolve(header), field, types[field])

    def _header(self, name: str, node: Located, field: str, annotation: Any) -> HeaderPlan:
        media_type, schema = self._contract.described(node)
        return HeaderPlan(
            name=name,
            field=field,
            required=bool(node.value.get("required", False)),
            explode=bool(node.value.get("explode", False)),
            is_json=is_json(media_type),
            shape=Shape(self._contract, self._guard, [] if schema is None else [schema]),
            check=None if schema is None else SchemaCheck(self._guard, schema.pointer),
            values=JsonValues(annotation),
        )


def _items_of(node: Located | None) -> Iterator[tuple[str, Located]]:
    return iter(()) if node is None else node.items()


def _status(key: str) -> str:
    return key.lower() if key.lower() == "default" else key.upper()
