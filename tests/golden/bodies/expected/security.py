"""How callers are recognised."""

from typing import Protocol, TypeVar

from adhere.runtime import BearerToken, Granted, Request, scheme

P_co = TypeVar("P_co", covariant=True)


class Security(Protocol[P_co]):
    """What `impl` provides to recognise callers: one method a security scheme."""

    @scheme("bearerAuth")
    async def bearer_auth(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """HTTP bearer, JWT."""
