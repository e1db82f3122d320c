# ruff: noqa: A002
"""Operations tagged `users`."""

from uuid import UUID

from adhere.runtime import Call, NotFound404, Ok200, Protocol, operation

from .models import NotFound404Body, User


class Users(Protocol):
    """What `impl` provides for the operations tagged `users`."""

    @operation("GET", "/users/{id}")
    async def get_user(
        self, call: Call[None], *, id: UUID
    ) -> User | Ok200[User] | NotFound404[NotFound404Body]:
        """Read a user."""
