"""Answers: what is sent, in bytes that are ready or come piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import Receive, Send

from .problems import PROBLEM_MEDIA_TYPE, Problem, breach_members, problem_body
from .streaming import Stream

BODILESS = frozenset({204, 304})
RawHeaders = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Answer:
    """A status, raw header fields and a body; `Content-Length` is added where it is known."""

    status: int
    headers: RawHeaders
    body: bytes | Stream = b""


def raw_header(name: str, value: str) -> tuple[bytes, bytes]:
    """Return a header field as ASGI has it. Raises `ValueError` for what HTTP forbids."""
    if any(c in value for c in "\r\n\0"):
        raise ValueError(f"The header field {name} holds a line break or NUL.")
    return name.lower().encode("latin-1"), value.encode("latin-1")


def problem_answer(problem: Problem, request_id: str | None = None) -> Answer:
    """Return the answer that tells a problem."""
    body = problem_body(
        problem.status,
        detail=problem.detail,
        errors=breach_members(problem.breaches),
        request_id=request_id,
    )
    headers = [raw_header(name, value) for name, value in problem.headers]
    return Answer(problem.status, [(b"content-type", PROBLEM_MEDIA_TYPE.encode()), *headers], body)


async def send_answer(
    answer: Answer,
    send: Send,
    *,
    receive: Receive | None = None,
    added: Sequence[tuple[bytes, bytes]] = (),
    is_head: bool = False,
) -> None:
    """Send an answer; for `HEAD` only its header section (RFC 9110, section 9.3.2).

    `receive` tells a stream that the client went away.
    """
    body, headers = answer.body, [*answer.headers, *added] if added else answer.headers
    bodiless = answer.status in BODILESS or answer.status < 200  # noqa: PLR2004  # 1xx
    if not bodiless and not isinstance(body, Stream):
        headers = [field for field in headers if field[0] != b"content-length"]
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if not isinstance(body, Stream):
        body = b"" if is_head or bodiless else body
        await send({"type": "http.response.body", "body": body})
    elif is_head or bodiless:
        await body.close()
        await send({"type": "http.response.body", "body": b""})
    else:
        await body.send(receive, send)
