"""From what an implementation returns or raises to the answer, checked by the contract."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError, to_json

from .answers import BODILESS, Answer, RawHeaders, raw_header
from .guard import SchemaCheck
from .media_types import accepted, choose
from .options import Options
from .problems import Breach
from .replies import AnyReply

logger = logging.getLogger("adhere.runtime")


class BrokenContract(Exception):  # noqa: N818  # a finding about the implementation
    """A reply that the contract does not allow."""


@dataclass(frozen=True, slots=True)
class ReplyContent:
    """One media range of a response; `kind` is `json`, `text` or `bytes`."""

    kind: str
    check: SchemaCheck | None


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """One declared header field of a response, and the field of the reply type it is."""

    name: str
    field: str | None
    required: bool
    explode: bool
    check: SchemaCheck | None


class Serializer:
    """Writes values of one annotated type as JSON values; built when first needed."""

    def __init__(self, annotation: Any) -> None:
        """Hold the annotation."""
        self._annotation = annotation

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The Pydantic adapter of the type."""
        return TypeAdapter(self._annotation)

    def dump(self, value: Any) -> Any:
        """Return the JSON value. Raises `BrokenContract` where there is none."""
        try:
            return self.adapter.dump_python(value, mode="json", by_alias=True, warnings=False)
        except (PydanticSerializationError, AttributeError, TypeError, ValueError) as error:
            raise BrokenContract(f"The body cannot be written as JSON: {error}") from error


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """One response of one operation. `statuses` are those that it may have."""

    status: int | str
    statuses: range
    excluded: frozenset[int]
    contents: Mapping[str, ReplyContent]
    ranges: tuple[str, ...]
    headers: tuple[ReplyHeader, ...]
    serializer: Serializer | None

    def allows(self, status: int) -> bool:
        """Tell whether a status is one of this response's."""
        return status in self.statuses and status not in self.excluded


@dataclass(frozen=True, slots=True)
class Responder:
    """All responses of one operation, by reply type; `bare` is for a bare model or `None`."""

    by_type: Mapping[type[AnyReply], ReplyPlan]
    bare: ReplyPlan | None
    plans: Sequence[ReplyPlan]
    options: Options

    def answer(self, result: Any, accept: str | None) -> Answer:
        """Return the answer for what was returned or raised. Raises `BrokenContract`."""
        if isinstance(result, AnyReply):
            plan = self.by_type.get(type(result))
            if plan is None:
                raise BrokenContract(f"The operation declares no reply {type(result).__name__}.")
            return self._typed(plan, result, accept)
        if self.bare is None:
            raise BrokenContract(f"A bare {type(result).__name__} does not say which reply it is.")
        status = self.bare.status if isinstance(self.bare.status, int) else 200
        return self._finish(
            self.bare, Answer(status, []), body=result, media_type=None, accept=accept
        )

    def declares(self, status: int) -> bool:
        """Tell whether some response of the operation has this status."""
        return any(plan.allows(status) for plan in self.plans)

    def _typed(self, plan: ReplyPlan, reply: AnyReply, accept: str | None) -> Answer:
        status = reply.status_code
        if not plan.allows(status):
            self._breach(f"{type(reply).__name__} must not have the status {status}.")
        answer = Answer(status, self._headers(plan, reply))
        body = getattr(reply, "body", None)
        finished = self._finish(plan, answer, body=body, media_type=reply.media_type, accept=accept)
        finished.headers += [raw_header(k, v) for k, v in reply.extra_headers.items()]
        return finished

    def _finish(
        self,
        plan: ReplyPlan,
        answer: Answer,
        *,
        body: Any,
        media_type: str | None,
        accept: str | None,
    ) -> Answer:
        if not plan.contents or answer.status in BODILESS:
            if body is not None and not plan.contents:
                self._breach("The response has no body, but one was given.")
            return answer
        name, concrete = self._media_type(plan, media_type, accept)
        answer.body = self._body(plan, plan.contents[name], body)
        answer.headers.append((b"content-type", concrete.encode("latin-1")))
        return answer

    def _media_type(
        self, plan: ReplyPlan, media_type: str | None, accept: str | None
    ) -> tuple[str, str]:
        """Return the declared range and the concrete type to send."""
        if media_type is not None:
            name = choose(media_type, plan.ranges)
            if name is None:
                raise BrokenContract(f"The response does not declare the media type {media_type}.")
            return name, media_type
        ranges = plan.ranges
        if accept is not None and len(ranges) > 1:
            ranges = accepted(accept, ranges) or ranges
        if "*" in ranges[0]:
            raise BrokenContract(
                f"The reply must say its media_type, one of {', '.join(plan.ranges)}."
            )
        return ranges[0], ranges[0]

    def _body(self, plan: ReplyPlan, content: ReplyContent, body: Any) -> bytes:
        if content.kind == "bytes" and isinstance(body, bytes | bytearray):
            return bytes(body)
        if content.kind in {"text", "bytes"} and isinstance(body, str):
            self._check(content, body)
            return body.encode()
        if content.kind != "json":
            raise BrokenContract(
                f"The body must be {'str' if content.kind == 'text' else 'bytes'}."
            )
        value = body if plan.serializer is None else plan.serializer.dump(body)
        self._check(content, value)
        return to_json(value)

    def _check(self, content: ReplyContent, value: Any) -> None:
        if content.check is None or self.options.check_replies == "off":
            return
        if not content.check.is_valid(value):
            self._breach(_told(content.check.breaches(value, "/body", 5)))

    def _headers(self, plan: ReplyPlan, reply: AnyReply) -> RawHeaders:
        headers: RawHeaders = []
        for header in plan.headers:
            value = None if header.field is None else getattr(reply, header.field)
            if value is None or type(value).__name__ == "MISSING":
                extra = {name.lower() for name in reply.extra_headers}
                if header.required and header.name.lower() not in extra:
                    self._breach(f"The required header field {header.name} is missing.")
                continue
            headers.append(raw_header(header.name, self._header_text(header, value)))
        return headers

    def _header_text(self, header: ReplyHeader, value: Any) -> str:
        plain = ANYTHING.dump_python(value, mode="json")
        checked = header.check is not None and self.options.check_replies != "off"
        if checked and header.check is not None and not header.check.is_valid(plain):
            self._breach(_told(header.check.breaches(plain, f"/header/{header.name}", 5)))
        return simple_style(plain, explode=header.explode)

    def _breach(self, message: str) -> None:
        if self.options.check_replies == "enforce":
            raise BrokenContract(message)
        if self.options.check_replies == "log":
            logger.error("A reply breaks the contract: %s", message)


ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)


def simple_style(value: Any, *, explode: bool) -> str:
    """Write a JSON value in the style `simple` (RFC 6570, section 3.2.2)."""
    if isinstance(value, list):
        return ",".join(_text(item) for item in value)
    if isinstance(value, dict):
        joiner = "=" if explode else ","
        return ",".join(f"{name}{joiner}{_text(item)}" for name, item in value.items())
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()


def _told(breaches: Sequence[Breach]) -> str:
    return "; ".join(f"{breach.pointer} {breach.detail}" for breach in breaches)
