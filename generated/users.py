"""Operations tagged `users`."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import Call, P_contra, Protocol, Reply, operation

from . import models
from .replies import (
    BadRequest400,
    Conflict409,
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

UsersErrors = (
    BadRequest400
    | Unauthorized401
    | Forbidden403
    | NotAcceptable406
    | UnprocessableContent422
    | TooManyRequests429
    | ServiceUnavailable503
)
"""What any of the operations tagged `users` may end in."""


class Users(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `users`."""

    @operation("GET", "/users")
    async def list_users(
        self, call: Call[P_contra], *, cursor: str | None = None, limit: int = 20
    ) -> models.UserPage | ListUsers200 | UsersErrors:
        """List the users of the tenant."""

    @operation("PATCH", "/users/{user_id}")
    async def update_user(
        self, call: Call[P_contra], body: models.UserPatch, *, user_id: UUID
    ) -> (
        models.User
        | UpdateUser200
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | UsersErrors
    ):
        """Change a user's role, or disable the account."""


class ListUsers200(Reply["models.UserPage"], status=200):
    """A page of users."""

    x_request_id: str | None = None


class UpdateUser200(Reply["models.User"], status=200):
    """The user, changed."""

    x_request_id: str | None = None
