"""How callers are recognised."""

from adhere.runtime import BearerToken, Granted, P_co, Protocol, Request, scheme


class Security(Protocol[P_co]):
    """What `impl` provides to recognise callers: one method a security scheme."""

    @scheme("bearerAuth")
    async def bearer_auth(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """HTTP bearer, JWT."""
