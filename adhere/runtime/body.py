"""Reading and typing the body of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.types import Receive, Scope

from .charsets import Undecodable, UnknownCharset, decode, decode_xml
from .forms import FormPlan
from .guard import SchemaCheck
from .items import ItemsPlan
from .json_body import JsonError, read_json
from .media_types import choose, parse
from .message import header_value
from .options import Options
from .part_reading import PartsPlan
from .parts import chosen
from .payload import announces_body, read_body
from .problems import Breach, InvalidRequest, Problem
from .typed import UNREPRESENTABLE, Choose, Typed, Unrepresentable
from .upload import UploadBody

ENCODED = "The body must not be encoded: Content-Encoding is not supported."


@dataclass(frozen=True, slots=True)
class ContentPlan:
    """One media range of a request body: how it is read and checked.

    `kind` is `json`, `form`, `text`, `bytes`, `parts`, `upload` or `items`; the last two are
    taken as they arrive. `choose` makes the objects of a valid value that have a choice of classes.
    """

    kind: str
    check: SchemaCheck | None
    choose: Choose | None = None
    form: FormPlan | None = None
    parts: PartsPlan | None = None
    items: ItemsPlan | PartsPlan | None = None

    def warm_up(self) -> None:
        """Build the validators and models that a body is read with."""
        for part in (self.check, self.items, self.parts):
            if part is not None:
                part.warm_up()


@dataclass(frozen=True, slots=True)
class Received:
    """The typed body; its bytes where they were read, else the way to them."""

    value: Any
    data: bytes | None = None
    upload: UploadBody | None = None


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """The request body of one operation."""

    required: bool
    ranges: tuple[str, ...]
    contents: Mapping[str, ContentPlan]
    typed: Typed

    def warm_up(self) -> None:
        """Build what each media range is read with, and the type of the body."""
        for content in self.contents.values():
            content.warm_up()
        self.typed.warm_up()

    def choose(self, scope: Scope) -> str | None:
        """Return the declared range that the body matches; `None` where no body is announced.

        Raises `Problem` 415.
        """
        encoding = header_value(scope, b"content-encoding")
        if encoding is not None and encoding.strip().lower() not in ("", "identity"):
            raise Problem(415, ENCODED)
        content_type = header_value(scope, b"content-type")
        if content_type is None:
            if announces_body(scope):
                raise unsupported(self.ranges)
            return None
        chosen = choose(content_type, self.ranges)
        if chosen is None:
            raise unsupported(self.ranges)
        return chosen

    async def read(
        self, chosen: str | None, scope: Scope, receive: Receive, *, options: Options
    ) -> Received:
        """Return the typed body, `None` for an absent one.

        Raises `Problem` 400 or 413, and `InvalidRequest`.
        """
        content = None if chosen is None else self.contents[chosen]
        if content is not None and content.form is not None:
            form = await content.form.read(scope, receive, options)
            return Received(self._form(content, content.form, *form, options=options))
        if content is not None and content.parts is not None:
            return Received(await self._read_parts(content.parts, scope, receive, options=options))
        if content is not None and content.kind in {"upload", "items"}:
            return self._as_it_arrives(content, scope, receive, options=options)
        data = await read_body(scope, receive, options.max_body)
        if not data and (content is None or content.kind == "json" or not self.required):
            self._refuse_absent()
            return Received(None, data)
        if content is None:
            raise unsupported(self.ranges)
        return Received(self._value(content, data, scope, options), data)

    def _as_it_arrives(
        self, content: ContentPlan, scope: Scope, receive: Receive, *, options: Options
    ) -> Received:
        if not self.required and not announces_body(scope):
            return Received(None)
        body = UploadBody(scope, receive, options.max_upload)
        value = body if content.items is None else content.items.read(body, options)
        return Received(value, upload=body)

    def _refuse_absent(self) -> None:
        if self.required:
            raise InvalidRequest([Breach("/body", "is required.")])

    def _value(self, content: ContentPlan, data: bytes, scope: Scope, options: Options) -> Any:
        if content.kind == "bytes":
            return data
        if content.kind == "text":
            return self._text(content, data, scope, options)
        try:
            value = read_json(data, options.max_depth, allow_nul=options.allow_nul)
        except JsonError as error:
            raise Problem(
                400, str(error), breaches=[Breach("/body", "is not strict JSON.")]
            ) from None
        return self._checked(content, value, options)

    def _form(
        self, content: ContentPlan, form: FormPlan, value: Any, seen: Any, *, options: Options
    ) -> Any:
        if form.check is not None and not form.check.is_valid(seen):
            raise InvalidRequest(form.check.breaches(seen, "/body", options.max_errors))
        choose = None if content.choose is None else partial(chosen, content.choose, seen)
        return self._make(value, choose)

    async def _read_parts(
        self, parts: PartsPlan, scope: Scope, receive: Receive, *, options: Options
    ) -> Any:
        if not self.required and not announces_body(scope):
            return None
        body = UploadBody(scope, receive, options.max_upload)
        return await parts.read_all(body, scope, options)

    def _text(self, content: ContentPlan, data: bytes, scope: Scope, options: Options) -> str:
        media_type = parse(header_value(scope, b"content-type") or "")
        try:
            if media_type is not None and media_type.is_xml:
                text = decode_xml(data, media_type.parameters.get("charset"))
            else:
                text = decode(data, media_type.charset if media_type else "utf-8")
        except UnknownCharset:
            raise Problem(415, "The charset of the text is not supported.") from None
        except Undecodable:
            raise Problem(400, "The text is not in the charset that it declares.") from None
        if content.check is not None and not content.check.is_valid(text):
            raise InvalidRequest(content.check.breaches(text, "/body", options.max_errors))
        return text

    def _checked(self, content: ContentPlan, value: Any, options: Options) -> Any:
        check = content.check
        if check is not None and not check.is_valid(value):
            raise InvalidRequest(check.breaches(value, "/body", options.max_errors))
        return self._make(value, content.choose)

    def _make(self, value: Any, choose: Choose | None = None) -> Any:
        try:
            return self.typed.make(value, "/body", choose)
        except Unrepresentable:
            raise InvalidRequest([Breach("/body", UNREPRESENTABLE)]) from None


def unsupported(ranges: tuple[str, ...]) -> Problem:
    """Return the problem of a media type that the operation does not declare."""
    return Problem(
        415, f"The body must be {' or '.join(ranges)}.", headers=[("Accept", ", ".join(ranges))]
    )
