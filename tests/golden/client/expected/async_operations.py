"""Operations tagged `async`."""

from __future__ import annotations

from typing import Protocol, TypeVar

from adhere.runtime import Call, Reply, operation

from .models import Client, Token

P_contra = TypeVar("P_contra", contravariant=True)


class AsyncOperations(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `async`."""

    @operation("POST", "/loans")
    async def lend(self, call: Call[P_contra], body: Token) -> Client | Lend200:
        """Lend a book."""


class Lend200(Reply[Client], status=200):
    """Lent."""
