"""Operations tagged `async`."""

from adhere.runtime import Call, Ok200, P_contra, Protocol, operation

from .models import Client, Token


class AsyncOperations(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `async`."""

    @operation("POST", "/loans")
    async def lend(self, call: Call[P_contra], body: Token) -> Client | Ok200[Client]:
        """Lend a book."""
