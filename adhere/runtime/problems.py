"""Problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from starlette.responses import Response

# Phrases of RFC 9110, section 15, that `http.HTTPStatus` has only since Python 3.13.
PHRASES: Mapping[int, str] = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}
PROBLEM_MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a request or reply breaks the contract.

    `pointer` is `/body/...`, `/query/limit`, `/path/id`, `/header/If-Match` or `/cookie/sid`.
    `detail` is a sentence that never repeats the input.
    """

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818  # the term of RFC 9457
    """An answer of the runtime itself: a status and what to say about it."""

    def __init__(
        self,
        status: int,
        detail: str | None = None,
        *,
        breaches: Sequence[Breach] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Hold the status, a sentence for people, the places, and header fields to add."""
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.breaches = breaches
        self.headers = headers


class InvalidRequest(Exception):  # noqa: N818  # a finding about the input
    """A request that the contract does not accept, and where."""

    def __init__(self, breaches: list[Breach]) -> None:
        """Hold the places."""
        super().__init__(breaches)
        self.breaches = breaches


def title(status: int) -> str:
    """Return the phrase of RFC 9110 for a status, or a general one."""
    try:
        return PHRASES.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return "Error" if status >= HTTPStatus.BAD_REQUEST else "Response"


def problem_body(status: int, *, detail: str | None = None, **extensions: Any) -> bytes:
    """Return a problem as JSON; members that are `None` are left out."""
    members = {
        "title": extensions.pop("title", None) or title(status),
        "status": status,
        "detail": detail,
        **extensions,
    }
    return to_json({name: value for name, value in members.items() if value is not None})


def problem_response(
    status: int,
    title: str | None = None,  # noqa: A002,RUF100  # the member's name in RFC 9457
    detail: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    **extensions: Any,
) -> Response:
    """Return a response of `application/problem+json` (RFC 9457, section 3).

    `extensions` are further members (`type`, `instance`, or ones of your own).
    """
    body = problem_body(status, detail=detail, title=title, **extensions)
    return Response(body, status, headers=dict(headers or {}), media_type=PROBLEM_MEDIA_TYPE)


def breach_members(breaches: Sequence[Breach]) -> list[dict[str, str]] | None:
    """Return the `errors` member of a problem, `None` where there is nothing to list."""
    return [{"pointer": b.pointer, "detail": b.detail} for b in breaches] or None
