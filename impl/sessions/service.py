"""Operations tagged `sessions`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from adhere.runtime import Call
from generated.models import (
    Credentials,
    Refresh,
    Session,
    SessionList,
    SessionTokens,
)
from generated.replies import BadRequest400
from generated.sessions import CreateSession201
from impl.accounts.repository import find_user
from impl.accounts.tables import TenantRow, UserRow
from impl.clock import new_id, utc_now
from impl.database import Database
from impl.problems import bad_request, not_found, too_many_requests, unauthorized
from impl.security.passwords import Passwords
from impl.security.principal import Principal, User
from impl.security.tokens import TokenIssuer
from impl.sessions import repository, rotation
from impl.sessions.tables import SessionRow
from impl.web.limits import RateLimit

USER_CLIENT_ID = "web"
LONGEST_USER_AGENT = 200
NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRules:
    """How long sessions last, and how many a user may have."""

    lifetime: timedelta
    most: int
    rotation: rotation.Rotation


class SessionService:
    """Signs users in, keeps them in, and signs them out."""

    def __init__(
        self,
        database: Database,
        *,
        passwords: Passwords,
        tokens: TokenIssuer,
        rules: SessionRules,
        login_limit: RateLimit,
    ) -> None:
        """Take what sessions are kept in, and the rules for them."""
        self._database = database
        self._passwords = passwords
        self._tokens = tokens
        self._rules = rules
        self._login_limit = login_limit

    async def create_session(self, call: Call[None], body: Credentials) -> CreateSession201:
        """Sign in; the answer to wrong credentials does not tell what is wrong with them."""
        email = body.email.lower()
        await self._limit(call, f"{body.tenant}/{email}")
        async with self._database.read() as session:
            user = await find_user(session, TenantRow.slug == body.tenant, UserRow.email == email)
        password_hash = user.password_hash if user else None
        right = await self._passwords.verify(body.password, password_hash)
        if not right or user is None or not user.active:
            raise unauthorized("Tenant, e-mail address or password is wrong.")
        user_agent = call.request.headers.get("User-Agent", "")[:LONGEST_USER_AGENT]
        async with self._database.write() as session:
            row = await self._open(session, user.id, user_agent)
            tokens = self._issue(session, row)
        location = f"/sessions/{row.id}"
        return CreateSession201(body=tokens, location=location, extra_headers=NO_STORE)

    async def refresh_session(
        self, call: Call[None], body: Refresh
    ) -> SessionTokens | BadRequest400:
        """Exchange a refresh token; a refusal is returned, so that what it ended stays ended."""
        del call
        async with self._database.write() as session:
            row = await self._rules.rotation.use(session, body.refresh_token)
            if row is None:
                return bad_request("The refresh token is not valid.")
            return self._issue(session, row, body.refresh_token)

    async def list_sessions(self, call: Call[Principal]) -> SessionList:
        """Return the caller's living sessions."""
        user = _user(call)
        async with self._database.read() as session:
            rows = await repository.list_sessions(session, user.id)
        return SessionList(items=[_representation(row, user.session_id) for row in rows])

    async def delete_session(self, call: Call[Principal], *, session_id: UUID) -> None:
        """End one of the caller's sessions."""
        user = _user(call)
        async with self._database.write() as session:
            ended = await repository.end_sessions(session, user.id, SessionRow.id == session_id)
            if not ended:
                raise not_found()

    async def _limit(self, call: Call[None], account: str) -> None:
        client = call.request.client
        wait = await self._login_limit.spend(account, client.host if client else "unknown")
        if wait is not None:
            raise too_many_requests(wait)

    async def _open(self, session: AsyncSession, user_id: UUID, user_agent: str) -> SessionRow:
        await self._evict(session, user_id)
        now = utc_now()
        row = SessionRow(
            id=new_id(),
            user_id=user_id,
            user_agent=user_agent,
            created_at=now,
            last_used_at=now,
            expires_at=now + self._rules.lifetime,
            ended_at=None,
        )
        session.add(row)
        await session.flush()
        return row

    async def _evict(self, session: AsyncSession, user_id: UUID) -> None:
        living = await repository.list_sessions(session, user_id)
        surplus = sorted(living, key=lambda row: row.last_used_at, reverse=True)
        evicted = [row.id for row in surplus[self._rules.most - 1 :]]
        if evicted:
            await repository.end_sessions(session, user_id, SessionRow.id.in_(evicted))

    def _issue(
        self, session: AsyncSession, row: SessionRow, predecessor: str | None = None
    ) -> SessionTokens:
        access_token = self._tokens.issue(str(row.user_id), USER_CLIENT_ID, sid=str(row.id))
        return SessionTokens(
            session_id=row.id,
            access_token=access_token,
            token_type="Bearer",  # noqa: S106  # a token's type, not a token
            expires_in=self._tokens.lifetime,
            refresh_token=rotation.issue(session, row, predecessor),
        )


def _user(call: Call[Any]) -> User:
    """Return the caller; the contract admits only people here."""
    principal: Principal = call.principal
    if not isinstance(principal, User):
        raise not_found()
    return principal


def _representation(row: SessionRow, current: UUID) -> Session:
    return Session(
        id=row.id,
        current=row.id == current,
        user_agent=row.user_agent,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )
