"""Queries of tenants and users."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager

from impl.accounts.tables import TenantRow, UserRow
from impl.clock import new_id, utc_now
from impl.database import insert_if_absent
from impl.paging import Page


async def find_tenant(session: AsyncSession, slug: str) -> TenantRow | None:
    """Return the tenant of that name."""
    return await session.scalar(select(TenantRow).where(TenantRow.slug == slug))


async def lock_tenant(session: AsyncSession, tenant_id: UUID) -> None:
    """Let no other transaction change who administers the tenant until this one ends."""
    await session.execute(select(TenantRow.id).where(TenantRow.id == tenant_id).with_for_update())


async def find_user(session: AsyncSession, *conditions: ColumnElement[bool]) -> UserRow | None:
    """Return the one user, with its tenant, that the conditions hold for."""
    query = select(UserRow).join(UserRow.tenant).options(contains_eager(UserRow.tenant))
    return await session.scalar(query.where(*conditions))


async def list_users(session: AsyncSession, tenant_id: UUID, page: Page) -> Sequence[UserRow]:
    """Return one user more than the page holds, the oldest first."""
    query = select(UserRow).join(UserRow.tenant).options(contains_eager(UserRow.tenant))
    query = query.where(UserRow.tenant_id == tenant_id).order_by(UserRow.id)
    if page.after is not None:
        query = query.where(UserRow.id > page.after)
    return (await session.scalars(query.limit(page.limit + 1))).all()


async def add_customer(
    session: AsyncSession, tenant: TenantRow, email: str, *, name: str, password_hash: str
) -> None:
    """Add a customer; where the address is taken, nothing happens."""
    await session.execute(
        insert_if_absent(session, UserRow).values(
            id=new_id(),
            tenant_id=tenant.id,
            email=email,
            name=name,
            role="customer",
            active=True,
            password_hash=password_hash,
            created_at=utc_now(),
        )
    )


async def count_admins(session: AsyncSession, tenant_id: UUID) -> int:
    """Return how many active admins the tenant has."""
    query = select(func.count()).where(
        UserRow.tenant_id == tenant_id, UserRow.role == "admin", UserRow.active
    )
    return (await session.scalar(query)) or 0
