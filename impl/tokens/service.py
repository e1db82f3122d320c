"""Operations tagged `tokens`."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic_core import MISSING

from adhere.runtime import Call
from generated.models import ClientCredentialsGrant, ClientToken, Jwk, JwkSet, OAuthError
from generated.tokens import GetJwks200, IssueToken200, IssueToken400, IssueToken401
from impl.database import Database
from impl.security.passwords import Passwords
from impl.security.tokens import TokenIssuer
from impl.tokens.tables import ClientRow

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}
PUBLIC: Mapping[str, str] = {"Cache-Control": "public, max-age=300"}
JSON = "application/json"


class TokenService:
    """Issues tokens to machine clients, and publishes what verifies all tokens."""

    def __init__(self, database: Database, passwords: Passwords, tokens: TokenIssuer) -> None:
        """Take what clients are kept in, and what signs."""
        self._database = database
        self._passwords = passwords
        self._tokens = tokens

    async def issue_token(
        self, call: Call[None], body: ClientCredentialsGrant
    ) -> IssueToken200 | IssueToken400 | IssueToken401:
        """Answer the client credentials grant (RFC 6749, section 4.4)."""
        del call
        async with self._database.read() as session:
            client = await session.get(ClientRow, body.client_id)
        secret_hash = client.secret_hash if client else None
        right = await self._passwords.verify(body.client_secret, secret_hash)
        if not right or client is None or not client.active:
            return IssueToken401(body=OAuthError(error="invalid_client"), extra_headers=NO_STORE)
        scope = client.scopes if body.scope is MISSING else body.scope
        if not set(scope.split()) <= set(client.scopes.split()):
            error = OAuthError(error="invalid_scope")
            return IssueToken400(body=error, media_type=JSON, extra_headers=NO_STORE)
        token = ClientToken(
            access_token=self._tokens.issue(client.id, client.id, scope=scope),
            token_type="Bearer",  # noqa: S106  # a token's type, not a token
            expires_in=self._tokens.lifetime,
            scope=scope,
        )
        return IssueToken200(body=token, extra_headers=NO_STORE)

    async def get_jwks(self, call: Call[None]) -> GetJwks200:
        """Return the public keys."""
        del call
        keys = [Jwk.model_validate(key) for key in self._tokens.keys.public()]
        return GetJwks200(body=JwkSet(keys=keys), extra_headers=PUBLIC)
