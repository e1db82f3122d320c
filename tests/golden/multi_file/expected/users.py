# ruff: noqa: A002
"""Operations tagged `users`."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from adhere.runtime import Call, Reply, operation

from .models import User
from .replies import NotFound404


class Users(Protocol):
    """What `impl` provides for the operations tagged `users`."""

    @operation("GET", "/users/{id}")
    async def get_user(self, call: Call[None], *, id: UUID) -> User | GetUser200 | NotFound404:
        """Read a user."""


class GetUser200(Reply[User], status=200):
    """The user."""
