"""Operations tagged `pets`."""

from __future__ import annotations

from typing import Any, Protocol

from adhere.runtime import Call, Reply, operation

from .models import Cat, Dog, Loose, Owner, Payment


class Pets(Protocol):
    """What `impl` provides for the operations tagged `pets`."""

    @operation("POST", "/pets")
    async def add_pet(self, call: Call[None], body: Cat | Dog) -> Cat | Dog | AddPet200:
        """POST /pets."""

    @operation("POST", "/payments")
    async def pay(self, call: Call[None], body: Payment) -> Payment | Pay200:
        """POST /payments."""

    @operation("POST", "/loose")
    async def loose(self, call: Call[None], body: Loose | Any) -> Loose | Loose200:
        """POST /loose."""

    @operation("POST", "/owners")
    async def add_owner(self, call: Call[None], body: Owner) -> Owner | AddOwner200:
        """POST /owners."""


class AddPet200(Reply[Cat | Dog], status=200):
    """The pet."""


class Pay200(Reply[Payment], status=200):
    """As paid."""


class Loose200(Reply[Loose], status=200):
    """As sent."""


class AddOwner200(Reply[Owner], status=200):
    """As sent."""
