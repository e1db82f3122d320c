"""The security schemes of the contract: from a token to whoever calls."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import BearerToken, Granted, Request
from impl.database import Database
from impl.problems import too_many_requests
from impl.security.principal import Client, Principal, User
from impl.security.tokens import InvalidTokenError, TokenIssuer
from impl.sessions.repository import find_caller
from impl.tokens.tables import ClientRow
from impl.web.limits import RateLimit


class Authentication:
    """Recognises callers.

    A token is good only while what it stands on is: a living session of an active user, or
    an active client. Role and scopes are those of now, not those of when it was issued.
    """

    def __init__(self, database: Database, tokens: TokenIssuer, limit: RateLimit) -> None:
        """Take what sessions are kept in, what checks tokens, and the limit for each caller."""
        self._database = database
        self._tokens = tokens
        self._limit = limit

    async def user_token(
        self, credential: BearerToken, request: Request
    ) -> Granted[Principal] | None:
        """Return the caller with the roles they hold."""
        caller = await self._caller(credential, request)
        return Granted(caller, caller.roles) if caller else None

    async def client_token(
        self, credential: BearerToken, request: Request
    ) -> Granted[Principal] | None:
        """Return the caller with the scopes they hold."""
        caller = await self._caller(credential, request)
        return Granted(caller, caller.scopes) if caller else None

    async def _caller(self, credential: BearerToken, request: Request) -> Principal | None:
        """Recognise the caller once for each request, however many schemes are asked."""
        if not hasattr(request.state, "caller"):
            request.state.caller = await self._recognise(credential.token)
            if request.state.caller is not None:
                await self._count(request.state.caller)
        caller: Principal | None = request.state.caller
        return caller

    async def _count(self, caller: Principal) -> None:
        wait = await self._limit.spend(caller.key)
        if wait is not None:
            raise too_many_requests(wait)

    async def _recognise(self, token: str) -> Principal | None:
        try:
            claims = self._tokens.check(token)
            if "sid" in claims:
                return await self._user(UUID(claims["sub"]), UUID(str(claims["sid"])))
        except (InvalidTokenError, ValueError):
            return None
        return await self._client(claims["sub"], str(claims.get("scope", "")))

    async def _user(self, user_id: UUID, session_id: UUID) -> User | None:
        async with self._database.read() as session:
            found = await find_caller(session, session_id, user_id)
        if found is None:
            return None
        user, tenant = found
        return User(
            id=user.id,
            tenant_id=user.tenant_id,
            tenant=tenant,
            role=user.role,
            session_id=session_id,
        )

    async def _client(self, client_id: str, scope: str) -> Client | None:
        async with self._database.read() as session:
            row = await session.get(ClientRow, client_id)
        if row is None or not row.active:
            return None
        granted = set(row.scopes.split())
        scopes = tuple(name for name in scope.split() if name in granted)
        return Client(id=row.id, tenant_id=row.tenant_id, scopes=scopes)
