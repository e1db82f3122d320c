# ruff: noqa: D401
"""How callers are recognised."""

from adhere.runtime import BearerToken, Granted, P_co, Protocol, Request, scheme


class Security(Protocol[P_co]):
    """What `impl` provides to recognise callers: one method a security scheme."""

    @scheme("userToken")
    async def user_token(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """The access token of a session (RFC 9068)."""

    @scheme("clientToken")
    async def client_token(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """The access token of a machine client (RFC 6749, section 4.4)."""
