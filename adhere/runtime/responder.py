"""From what an implementation returns or raises to the answer, checked by the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic_core import to_json

from .answers import BODILESS, Answer, RawHeaders, raw_header
from .guard import SchemaCheck
from .media_types import accepted, choose
from .options import Options
from .replies import AnyReply
from .reply_content import BrokenContract, ReplyContent, Serializer, check_value, report_breach
from .sequences import EVENTS


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """One declared header field of a response, and the field of the reply type it is.

    `is_json` where its value is a JSON text, as `content` describes it.
    """

    name: str
    field: str | None
    required: bool
    explode: bool
    is_json: bool
    check: SchemaCheck | None
    serializer: Serializer


@dataclass(frozen=True)
class ReplyPlan:
    """One response of one operation. `statuses` are those that it may have."""

    status: int | str
    statuses: range
    excluded: frozenset[int]
    contents: Mapping[str, ReplyContent]
    ranges: tuple[str, ...]
    headers: tuple[ReplyHeader, ...]

    @cached_property
    def sole(self) -> tuple[ReplyContent, RawHeaders] | None:
        """What the body is written in, and the header fields that say so, if nothing else may be.

        `None` where the response has no body or leaves a choice.
        """
        if len(self.ranges) != 1 or "*" in self.ranges[0] or self.status in BODILESS:
            return None
        content = self.contents[self.ranges[0]]
        return (content, _content_headers(self.ranges[0], content)) if content.is_fixed else None

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
                raise self.undeclared(f"reply {type(result).__name__}")
            return self._typed(plan, result, accept)
        if self.bare is None:
            raise BrokenContract(
                f"A bare {type(result).__name__} does not say which reply it is: it must be "
                f"one of {', '.join(sorted(cls.__name__ for cls in self.by_type))}."
            )
        status = self.bare.status if isinstance(self.bare.status, int) else 200
        return self._finish(
            self.bare, Answer(status, []), body=result, media_type=None, accept=accept
        )

    def warm_up(self) -> None:
        """Build what every reply is written with."""
        for plan in (*self.by_type.values(), *([] if self.bare is None else [self.bare])):
            checks = (header.check for header in plan.headers)
            serializers = (header.serializer for header in plan.headers)
            for part in (*plan.contents.values(), *checks, *serializers):
                if part is not None:
                    part.warm_up()

    def declares(self, status: int) -> bool:
        """Tell whether some response of the operation has this status."""
        return any(plan.allows(status) for plan in self.plans)

    def undeclared(self, what: str) -> BrokenContract:
        """Return the finding that the operation has no such reply or status."""
        declared = ", ".join(str(plan.status) for plan in self.plans)
        return BrokenContract(f"The operation declares no {what}, but {declared}.")

    def _typed(self, plan: ReplyPlan, reply: AnyReply, accept: str | None) -> Answer:
        status = reply.status_code
        if not plan.allows(status):
            name = type(reply).__name__
            report_breach(
                f"{name} must not have the status {status}: declared is {plan.status}.",
                self.options,
            )
        answer = Answer(status, self._headers(plan, reply))
        body = getattr(reply, "body", None)
        finished = self._finish(plan, answer, body=body, media_type=reply.media_type, accept=accept)
        if reply.extra_headers:
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
        if plan.sole is not None and media_type is None and answer.status not in BODILESS:
            content, fields = plan.sole
            answer.body = content.write(body, plan.ranges[0])
            answer.headers += fields
            return answer
        if not plan.contents or answer.status in BODILESS:
            if body is not None and not plan.contents:
                report_breach("The response has no body, but one was given.", self.options)
            return answer
        name, said = self._media_type(plan, body, media_type=media_type, accept=accept)
        concrete = plan.contents[name].concrete(said)
        answer.body = plan.contents[name].write(body, concrete)
        answer.headers += _content_headers(concrete, plan.contents[name])
        return answer

    def _media_type(
        self, plan: ReplyPlan, body: Any, *, media_type: str | None, accept: str | None
    ) -> tuple[str, str]:
        """Return the declared range and the concrete type to send.

        Of those that the body may be written in, the one that the client likes best.
        """
        if media_type is not None:
            name = choose(media_type, plan.ranges)
            if name is None:
                raise BrokenContract(f"The response does not declare the media type {media_type}.")
            return name, media_type
        ranges = plan.ranges
        if len(ranges) > 1:
            ranges = tuple(name for name, c in plan.contents.items() if c.fits(body)) or ranges
        if accept is not None and len(ranges) > 1:
            ranges = accepted(accept, ranges) or ranges
        if "*" in ranges[0]:
            raise BrokenContract(
                f"The reply must say its media_type, one of {', '.join(plan.ranges)}."
            )
        return ranges[0], ranges[0]

    def _headers(self, plan: ReplyPlan, reply: AnyReply) -> RawHeaders:
        headers: RawHeaders = []
        for header in plan.headers:
            value = None if header.field is None else getattr(reply, header.field)
            if value is None or type(value).__name__ == "MISSING":
                extra = {name.lower() for name in reply.extra_headers}
                if header.required and header.name.lower() not in extra:
                    report_breach(
                        f"The required header field {header.name} is missing.", self.options
                    )
                continue
            headers.append(raw_header(header.name, self._header_text(header, value)))
        return headers

    def _header_text(self, header: ReplyHeader, value: Any) -> str:
        plain = header.serializer.dump(value)
        check_value(header.check, plain, f"/header/{header.name}", options=self.options)
        if header.is_json:
            return to_json(plain, ensure_ascii=True).decode()
        return simple_style(plain, explode=header.explode)


def _content_headers(media_type: str, content: ReplyContent) -> RawHeaders:
    fields = [(b"content-type", media_type.encode("latin-1"))]
    return [*fields, (b"cache-control", b"no-store")] if content.framing is EVENTS else fields


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
