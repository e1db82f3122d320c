"""Replies that operations share."""

from dataclasses import dataclass

from adhere.runtime import ErrorReply

from .models import Problem


@dataclass(frozen=True, kw_only=True)
class BadRequest400(ErrorReply[Problem], status=400, headers={"x_request_id": "X-Request-ID"}):
    """The request is malformed, or its cursor or token is not one of ours."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class NotFound404(ErrorReply[Problem], status=404, headers={"x_request_id": "X-Request-ID"}):
    """There is no such resource, or the caller may not know of it."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class NotAcceptable406(ErrorReply[Problem], status=406, headers={"x_request_id": "X-Request-ID"}):
    """None of the media types in `Accept` can be answered."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ContentTooLarge413(ErrorReply[Problem], status=413, headers={"x_request_id": "X-Request-ID"}):
    """The body is larger than the service accepts."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnsupportedMediaType415(
    ErrorReply[Problem], status=415, headers={"x_request_id": "X-Request-ID"}
):
    """The body is not of a media type that the operation takes."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class UnprocessableContent422(
    ErrorReply[Problem], status=422, headers={"x_request_id": "X-Request-ID"}
):
    """The request is well formed, but not one that this contract allows."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class TooManyRequests429(
    ErrorReply[Problem],
    status=429,
    headers={"x_request_id": "X-Request-ID", "retry_after": "Retry-After"},
):
    """The caller has used up its allowance (RFC 6585, section 4)."""

    retry_after: int
    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ServiceUnavailable503(
    ErrorReply[Problem],
    status=503,
    headers={"x_request_id": "X-Request-ID", "retry_after": "Retry-After"},
):
    """The service cannot answer now; nothing was done."""

    retry_after: int
    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unauthorized401(
    ErrorReply[Problem],
    status=401,
    headers={"x_request_id": "X-Request-ID", "www_authenticate": "WWW-Authenticate"},
):
    """There is no credential, or it is not valid."""

    x_request_id: str | None = None
    www_authenticate: str | None = None


@dataclass(frozen=True, kw_only=True)
class Forbidden403(
    ErrorReply[Problem],
    status=403,
    headers={"x_request_id": "X-Request-ID", "www_authenticate": "WWW-Authenticate"},
):
    """The credential is valid, but lacks the role or the scope."""

    x_request_id: str | None = None
    www_authenticate: str | None = None


@dataclass(frozen=True, kw_only=True)
class Conflict409(ErrorReply[Problem], status=409, headers={"x_request_id": "X-Request-ID"}):
    """The state of the resource does not allow it."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PreconditionFailed412(
    ErrorReply[Problem], status=412, headers={"x_request_id": "X-Request-ID"}
):
    """The resource has changed since the caller read it."""

    x_request_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class PreconditionRequired428(
    ErrorReply[Problem], status=428, headers={"x_request_id": "X-Request-ID"}
):
    """The operation needs `If-Match` (RFC 6585, section 3)."""

    x_request_id: str | None = None
