"""Operations tagged `accounts`."""

from __future__ import annotations

from adhere.runtime import Call, P_contra, Protocol, Reply, operation

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

AccountsErrors = (
    NotAcceptable406 | UnprocessableContent422 | TooManyRequests429 | ServiceUnavailable503
)
"""What any of the operations tagged `accounts` may end in."""


class Accounts(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `accounts`."""

    @operation("POST", "/users")
    async def register_user(
        self, call: Call[None], body: models.Registration
    ) -> (
        models.RegistrationReceipt
        | RegisterUser202
        | BadRequest400
        | NotFound404
        | ContentTooLarge413
        | UnsupportedMediaType415
        | AccountsErrors
    ):
        """Register an account."""

    @operation("GET", "/me")
    async def get_me(
        self, call: Call[P_contra]
    ) -> models.User | GetMe200 | Unauthorized401 | Forbidden403 | AccountsErrors:
        """Read the caller's own account."""


class RegisterUser202(Reply["models.RegistrationReceipt"], status=202):
    """There is an account under this e-mail address."""

    x_request_id: str | None = None


class GetMe200(Reply["models.User"], status=200):
    """The account."""

    x_request_id: str | None = None
