# ruff: noqa: F401
"""Replies that operations share."""

from __future__ import annotations

from adhere.runtime import ErrorReply

from . import models


class BadRequest400(ErrorReply["models.Problem"], status=400):
    """The request is malformed, or its cursor or token is not one of ours."""

    x_request_id: str | None = None


class NotFound404(ErrorReply["models.Problem"], status=404):
    """There is no such resource, or the caller may not know of it."""

    x_request_id: str | None = None


class NotAcceptable406(ErrorReply["models.Problem"], status=406):
    """None of the media types in `Accept` can be answered."""

    x_request_id: str | None = None


class ContentTooLarge413(ErrorReply["models.Problem"], status=413):
    """The body is larger than the service accepts."""

    x_request_id: str | None = None


class UnsupportedMediaType415(ErrorReply["models.Problem"], status=415):
    """The body is not of a media type that the operation takes."""

    x_request_id: str | None = None


class UnprocessableContent422(ErrorReply["models.Problem"], status=422):
    """The request is well formed, but not one that this contract allows."""

    x_request_id: str | None = None


class TooManyRequests429(ErrorReply["models.Problem"], status=429):
    """The caller has used up its allowance (RFC 6585, section 4)."""

    retry_after: int
    x_request_id: str | None = None


class ServiceUnavailable503(ErrorReply["models.Problem"], status=503):
    """The service cannot answer now; nothing was done."""

    retry_after: int
    x_request_id: str | None = None


class Unauthorized401(ErrorReply["models.Problem"], status=401):
    """There is no credential, or it is not valid."""

    x_request_id: str | None = None
    www_authenticate: str | None = None


class Forbidden403(ErrorReply["models.Problem"], status=403):
    """The credential is valid, but lacks the role or the scope."""

    x_request_id: str | None = None
    www_authenticate: str | None = None


class Conflict409(ErrorReply["models.Problem"], status=409):
    """The state of the resource does not allow it."""

    x_request_id: str | None = None


class PreconditionFailed412(ErrorReply["models.Problem"], status=412):
    """The resource has changed since the caller read it."""

    x_request_id: str | None = None


class PreconditionRequired428(ErrorReply["models.Problem"], status=428):
    """The operation needs `If-Match` (RFC 6585, section 3)."""

    x_request_id: str | None = None
