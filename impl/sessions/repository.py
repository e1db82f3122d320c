"""Queries of sessions and refresh tokens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from impl.accounts.tables import TenantRow, UserRow
from impl.clock import utc_now
from impl.sessions.tables import RefreshTokenRow, SessionRow


def alive(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a session has neither ended nor expired."""
    return SessionRow.ended_at.is_(None) & (SessionRow.expires_at > now)


async def find_caller(
    session: AsyncSession, session_id: UUID, user_id: UUID
) -> tuple[UserRow, str] | None:
    """Return the active user of a living session, and the name of the user's tenant."""
    query = (
        select(UserRow, TenantRow.slug)
        .join(SessionRow, SessionRow.user_id == UserRow.id)
        .join(TenantRow, TenantRow.id == UserRow.tenant_id)
        .where(SessionRow.id == session_id, UserRow.id == user_id, UserRow.active)
        .where(alive(utc_now()))
    )
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def list_sessions(session: AsyncSession, user_id: UUID) -> Sequence[SessionRow]:
    """Return the living sessions of a user, the newest first."""
    query = select(SessionRow).where(SessionRow.user_id == user_id, alive(utc_now()))
    return (await session.scalars(query.order_by(SessionRow.id.desc()))).all()


async def end_sessions(
    session: AsyncSession, user_id: UUID, *conditions: ColumnElement[bool]
) -> int:
    """End the living sessions of a user that the conditions hold for; return how many."""
    now = utc_now()
    ended = (
        update(SessionRow)
        .where(SessionRow.user_id == user_id, alive(now), *conditions)
        .values(ended_at=now)
        .returning(SessionRow.id)
    )
    return len((await session.scalars(ended)).all())


async def touch(session: AsyncSession, session_id: UUID) -> SessionRow | None:
    """Lock a living session of an active user, noting its use."""
    now = utc_now()
    active = select(UserRow.id).where(UserRow.id == SessionRow.user_id, UserRow.active).exists()
    used = (
        update(SessionRow)
        .where(SessionRow.id == session_id, alive(now), active)
        .values(last_used_at=now)
        .returning(SessionRow)
    )
    return (await session.scalars(used)).one_or_none()


async def find_refresh_token(session: AsyncSession, token_hash: str) -> RefreshTokenRow | None:
    """Return the token as the database has it now."""
    query = select(RefreshTokenRow).where(RefreshTokenRow.hash == token_hash)
    return await session.scalar(query, execution_options={"populate_existing": True})


async def find_unused(session: AsyncSession, session_id: UUID) -> RefreshTokenRow | None:
    """Return the one token of a session that has not been used."""
    query = select(RefreshTokenRow).where(
        RefreshTokenRow.session_id == session_id, RefreshTokenRow.used_at.is_(None)
    )
    return await session.scalar(query)
