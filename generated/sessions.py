"""Operations tagged `sessions`."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import Call, EmptyReply, P_contra, Protocol, Reply, operation

from . import models
from .replies import (
    BadRequest400,
    ContentTooLarge413,
    Forbidden403,
    NotAcceptable406,
    NotFound404,
    ServiceUnavailable503,
    TooManyRequests429,
    Unauthorized401,
    UnprocessableContent422,
    UnsupportedMediaType415,
)

SessionsErrors = (
    NotAcceptable406 | UnprocessableContent422 | TooManyRequests429 | ServiceUnavailable503
)
"""What any of the operations tagged `sessions` may end in."""


class Sessions(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `sessions`."""

    @operation("POST", "/sessions")
    async def create_session(
        self, call: Call[None], body: models.Credentials
    ) -> (
        CreateSession201
        | BadRequest400
        | Unauthorized401
        | ContentTooLarge413
        | UnsupportedMediaType415
        | SessionsErrors
    ):
        """Sign in."""

    @operation("GET", "/sessions")
    async def list_sessions(
        self, call: Call[P_contra]
    ) -> models.SessionList | ListSessions200 | Unauthorized401 | Forbidden403 | SessionsErrors:
        """List the caller's sessions."""

    @operation("POST", "/session-tokens")
    async def refresh_session(
        self, call: Call[None], body: models.Refresh
    ) -> (
        models.SessionTokens
        | RefreshSession200
        | BadRequest400
        | ContentTooLarge413
        | UnsupportedMediaType415
        | SessionsErrors
    ):
        """Exchange a refresh token for new tokens."""

    @operation("DELETE", "/sessions/{session_id}")
    async def delete_session(
        self, call: Call[P_contra], *, session_id: UUID
    ) -> DeleteSession204 | Unauthorized401 | Forbidden403 | NotFound404 | SessionsErrors | None:
        """End one of the caller's sessions."""


class CreateSession201(Reply["models.SessionTokens"], status=201):
    """A session, and the first tokens of it."""

    location: str
    x_request_id: str | None = None


class ListSessions200(Reply["models.SessionList"], status=200):
    """The sessions."""

    x_request_id: str | None = None


class RefreshSession200(Reply["models.SessionTokens"], status=200):
    """The next tokens of the session."""

    x_request_id: str | None = None


class DeleteSession204(EmptyReply, status=204):
    """The session has ended."""

    x_request_id: str | None = None
