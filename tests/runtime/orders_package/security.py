from __future__ import annotations

from typing import Protocol, TypeVar

from adhere.runtime import ApiKey, BearerToken, Granted, Request, scheme

P_co = TypeVar("P_co", covariant=True)


class Security(Protocol[P_co]):
    @scheme("bearerAuth")
    async def bearer_auth(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """HTTP bearer."""

    @scheme("apiKey")
    async def api_key(self, credential: ApiKey, request: Request) -> Granted[P_co] | None:
        """A key."""
