"""Operations tagged `pets`."""

from __future__ import annotations

from typing import Any, Protocol

from adhere.runtime import Call, Reply, operation

from .models import Loose, Payment, Pet


class Pets(Protocol):
    """What `impl` provides for the operations tagged `pets`."""

    @operation("POST", "/pets")
    async def add_pet(self, call: Call[None], body: Pet) -> Pet | AddPet200:
        """POST /pets."""

    @operation("POST", "/payments")
    async def pay(self, call: Call[None], body: Payment) -> Payment | Pay200:
        """POST /payments."""

    @operation("POST", "/loose")
    async def loose(self, call: Call[None], body: Loose | Any) -> Loose | Loose200:
        """POST /loose."""


class AddPet200(Reply[Pet], status=200):
    """The pet."""


class Pay200(Reply[Payment], status=200):
    """As paid."""


class Loose200(Reply[Loose], status=200):
    """As sent."""
