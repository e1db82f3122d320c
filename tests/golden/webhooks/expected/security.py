# ruff: noqa: D401
"""How callers are recognised."""

from adhere.runtime import ApiKey, BearerToken, Granted, P_co, Protocol, Request, scheme


class Security(Protocol[P_co]):
    """What `impl` provides to recognise callers: one method a security scheme."""

    @scheme("clientKey")
    async def client_key(self, credential: ApiKey, request: Request) -> Granted[P_co] | None:
        """API key in the header, `X-Key`."""

    @scheme("receiverToken")
    async def receiver_token(
        self, credential: BearerToken, request: Request
    ) -> Granted[P_co] | None:
        """HTTP bearer."""
