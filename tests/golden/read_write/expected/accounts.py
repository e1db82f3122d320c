"""Operations tagged `accounts`."""

from adhere.runtime import Call, Created201, NoContent204, Protocol, operation

from .models import Account, AccountInput, Login


class Accounts(Protocol):
    """What `impl` provides for the operations tagged `accounts`."""

    @operation("POST", "/accounts")
    async def create_account(
        self, call: Call[None], body: AccountInput
    ) -> Account | Created201[Account]:
        """POST /accounts."""

    @operation("POST", "/sessions")
    async def login(self, call: Call[None], body: Login) -> NoContent204 | None:
        """POST /sessions."""
