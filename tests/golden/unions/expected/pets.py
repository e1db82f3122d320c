"""Operations tagged `pets`."""

from __future__ import annotations

from typing import Any

from adhere.runtime import Call, Ok200, Protocol, operation

from . import models


class Pets(Protocol):
    """What `impl` provides for the operations tagged `pets`."""

    @operation("POST", "/pets")
    async def add_pet(
        self, call: Call[None], body: models.Cat | models.Dog
    ) -> models.Cat | models.Dog | Ok200[models.Cat | models.Dog]:
        """POST /pets."""

    @operation("POST", "/payments")
    async def pay(
        self, call: Call[None], body: models.Payment
    ) -> models.Payment | Ok200[models.Payment]:
        """POST /payments."""

    @operation("POST", "/loose")
    async def loose(
        self, call: Call[None], body: models.Loose | Any
    ) -> models.Loose | Ok200[models.Loose]:
        """POST /loose."""

    @operation("POST", "/owners")
    async def add_owner(
        self, call: Call[None], body: models.Owner
    ) -> models.Owner | Ok200[models.Owner]:
        """POST /owners."""
