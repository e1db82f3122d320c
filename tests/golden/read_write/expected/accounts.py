"""Operations tagged `accounts`."""

from __future__ import annotations

from adhere.runtime import Call, Created201, NoContent204, Protocol, operation

from . import models


class Accounts(Protocol):
    """What `impl` provides for the operations tagged `accounts`."""

    @operation("POST", "/accounts")
    async def create_account(
        self, call: Call[None], body: models.AccountInput
    ) -> models.Account | Created201[models.Account]:
        """POST /accounts."""

    @operation("POST", "/sessions")
    async def login(self, call: Call[None], body: models.Login) -> NoContent204 | None:
        """POST /sessions."""
