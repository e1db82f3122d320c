# ruff: noqa: D401
"""How callers are recognised."""

from adhere.runtime import (
    ApiKey,
    BasicCredentials,
    BearerToken,
    ClientCertificate,
    Granted,
    P_co,
    Protocol,
    Request,
    scheme,
)


class Security(Protocol[P_co]):
    """What `impl` provides to recognise callers: one method a security scheme."""

    @scheme("member")
    async def member(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """HTTP bearer."""

    @scheme("registrar")
    async def registrar(self, credential: ApiKey, request: Request) -> Granted[P_co] | None:
        """API key in the header, `X-Registrar`."""

    @scheme("desk")
    async def desk(self, credential: ApiKey, request: Request) -> Granted[P_co] | None:
        """API key in the query, `desk`."""

    @scheme("cookieKey")
    async def cookie_key(self, credential: ApiKey, request: Request) -> Granted[P_co] | None:
        """API key in the cookie, `staff`."""

    @scheme("lender")
    async def lender(self, credential: BasicCredentials, request: Request) -> Granted[P_co] | None:
        """HTTP basic."""

    @scheme("timeout")
    async def timeout(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """OpenID Connect."""

    @scheme("certificate")
    async def certificate(
        self, credential: ClientCertificate, request: Request
    ) -> Granted[P_co] | None:
        """Mutual TLS, a client certificate."""
