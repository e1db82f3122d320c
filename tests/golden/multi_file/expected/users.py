# ruff: noqa: A002
"""Operations tagged `users`."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import Call, NotFound404, Ok200, Protocol, operation

from . import models


class Users(Protocol):
    """What `impl` provides for the operations tagged `users`."""

    @operation("GET", "/users/{id}")
    async def get_user(
        self, call: Call[None], *, id: UUID
    ) -> models.User | Ok200[models.User] | NotFound404[models.NotFound404Body]:
        """Read a user."""
