"""Operations tagged `pets`."""

from typing import Any

from adhere.runtime import Call, Ok200, Protocol, operation

from .models import Cat, Dog, Loose, Owner, Payment


class Pets(Protocol):
    """What `impl` provides for the operations tagged `pets`."""

    @operation("POST", "/pets")
    async def add_pet(self, call: Call[None], body: Cat | Dog) -> Cat | Dog | Ok200[Cat | Dog]:
        """POST /pets."""

    @operation("POST", "/payments")
    async def pay(self, call: Call[None], body: Payment) -> Payment | Ok200[Payment]:
        """POST /payments."""

    @operation("POST", "/loose")
    async def loose(self, call: Call[None], body: Loose | Any) -> Loose | Ok200[Loose]:
        """POST /loose."""

    @operation("POST", "/owners")
    async def add_owner(self, call: Call[None], body: Owner) -> Owner | Ok200[Owner]:
        """POST /owners."""
