"""Operations tagged `accounts`."""

from __future__ import annotations

from typing import Protocol

from adhere.runtime import Call, EmptyReply, Reply, operation

from .models import Account, AccountInput, Login


class Accounts(Protocol):
    """What `impl` provides for the operations tagged `accounts`."""

    @operation("POST", "/accounts")
    async def create_account(
        self, call: Call[None], body: AccountInput
    ) -> Account | CreateAccount201:
        """POST /accounts."""

    @operation("POST", "/sessions")
    async def login(self, call: Call[None], body: Login) -> Login204 | None:
        """POST /sessions."""


class CreateAccount201(Reply[Account], status=201):
    """The account."""


class Login204(EmptyReply, status=204):
    """Welcome."""
