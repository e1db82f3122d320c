"""Operations without a tag."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import Call, Reply, operation


class Default(Protocol):
    """What `impl` provides for the operations without a tag."""

    @operation("GET", "/greeting")
    async def get_greeting(self, call: Call[None]) -> str | GetGreeting200:
        """GET /greeting."""


class GetGreeting200(Reply[str], status=200):
    """A greeting."""
