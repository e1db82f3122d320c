"""The problems that this service itself tells of (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from pydantic_core import MISSING

from generated.models import Problem
from generated.replies import (
    BadRequest400,
    Conflict409,
    NotFound404,
    PreconditionFailed412,
    PreconditionRequired428,
    ServiceUnavailable503,
    TooManyRequests429,
    Unauthorized401,
    UnprocessableContent422,
)

RETRY_AFTER_OUTAGE = 1


def bad_request(detail: str) -> BadRequest400:
    """Say that a cursor or token is none of ours."""
    return BadRequest400(body=_problem(400, detail))


def unauthorized(detail: str) -> Unauthorized401:
    """Say that the credentials are wrong, not which of them."""
    return Unauthorized401(body=_problem(401, detail), www_authenticate="Bearer")


def not_found() -> NotFound404:
    """Say that there is nothing; the same for what is hidden and what never was."""
    return NotFound404(body=_problem(404))


def conflict(detail: str) -> Conflict409:
    """Say what the state of the resource does not allow."""
    return Conflict409(body=_problem(409, detail))


def precondition_failed() -> PreconditionFailed412:
    """Say that the resource has changed since it was read."""
    return PreconditionFailed412(body=_problem(412))


def precondition_required() -> PreconditionRequired428:
    """Say that `If-Match` is needed."""
    return PreconditionRequired428(body=_problem(428, "Send If-Match with the ETag that you read."))


def unprocessable(detail: str) -> UnprocessableContent422:
    """Say why a request that fits the contract cannot be done as it is."""
    return UnprocessableContent422(body=_problem(422, detail))


def too_many_requests(retry_after: int) -> TooManyRequests429:
    """Say how many seconds to wait."""
    return TooManyRequests429(body=_problem(429), retry_after=retry_after)


def unavailable() -> ServiceUnavailable503:
    """Say that nothing was done, and that trying again soon may work."""
    return ServiceUnavailable503(body=_problem(503), retry_after=RETRY_AFTER_OUTAGE)


def _problem(status: int, detail: str | None = None) -> Problem:
    title = HTTPStatus(status).phrase
    return Problem(title=title, status=status, detail=MISSING if detail is None else detail)
