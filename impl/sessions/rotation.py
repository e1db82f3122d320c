"""Refresh tokens: each is used once, and used twice it ends its session (RFC 9700, 4.14.2)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from impl.clock import utc_now
from impl.sessions import repository
from impl.sessions.tables import RefreshTokenRow, SessionRow

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Rotation:
    """The rules: how long a token may lie unused, and how long a repeat is forgiven."""

    idle: timedelta
    grace: timedelta

    async def use(self, session: AsyncSession, token: str) -> SessionRow | None:
        """Use a token up, and return its session; `None` where it is refused.

        The session is locked first, so that of parallel uses each sees what the one before
        did. A repeat of the token before the unused one, soon enough, is a lost answer: it
        takes the place of the one that got lost. Any other repeat ends the session; the caller
        must commit that.
        """
        token_hash = hash_of(token)
        found = await repository.find_refresh_token(session, token_hash)
        owner = await repository.touch(session, found.session_id) if found else None
        row = await repository.find_refresh_token(session, token_hash)
        if owner is None or row is None:
            return None
        now = utc_now()
        if row.used_at is None and now - row.created_at < self.idle:
            row.used_at = now
            return owner
        if row.used_at is not None and await self._supersede_lost(session, row, now):
            return owner
        owner.ended_at = now
        return None

    async def _supersede_lost(
        self, session: AsyncSession, row: RefreshTokenRow, now: datetime
    ) -> bool:
        lost = await repository.find_unused(session, row.session_id)
        if row.used_at is None or now - row.used_at > self.grace:
            return False
        if lost is None or lost.predecessor != row.hash:
            return False
        lost.used_at = now
        return True


def issue(session: AsyncSession, owner: SessionRow, predecessor: str | None = None) -> str:
    """Add the next token of a session, and return it; only its hash is kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        RefreshTokenRow(
            hash=hash_of(token),
            session_id=owner.id,
            predecessor=hash_of(predecessor) if predecessor else None,
            created_at=utc_now(),
            used_at=None,
        )
    )
    return token


def hash_of(token: str) -> str:
    """Return the SHA-256 of a token; it is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()
