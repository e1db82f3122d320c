"""Queries of orders."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from impl.clock import utc_now
from impl.orders.policy import visible
from impl.orders.tables import OrderRow
from impl.paging import Page
from impl.security.principal import Principal


async def find_order(session: AsyncSession, caller: Principal, order_id: UUID) -> OrderRow | None:
    """Return the order with its lines, if the caller may know of it."""
    query = select(OrderRow).where(OrderRow.id == order_id, visible(caller))
    query = query.options(selectinload(OrderRow.lines))
    return await session.scalar(query, execution_options={"populate_existing": True})


async def list_orders(
    session: AsyncSession, caller: Principal, page: Page, *, status: str | None
) -> Sequence[OrderRow]:
    """Return one order more than the page holds, the newest first."""
    query = select(OrderRow).where(visible(caller)).options(selectinload(OrderRow.lines))
    if status is not None:
        query = query.where(OrderRow.status == status)
    if page.after is not None:
        query = query.where(OrderRow.id < page.after)
    query = query.order_by(OrderRow.id.desc()).limit(page.limit + 1)
    return (await session.scalars(query)).all()


async def advance(
    session: AsyncSession,
    order: ColumnElement[bool],
    *,
    origins: Collection[str],
    changes: Mapping[str, Any],
) -> bool:
    """Change an order that is in one of these states; of parallel callers one succeeds."""
    change = update(OrderRow).where(order, OrderRow.status.in_(origins))
    change = change.values(**changes, updated_at=utc_now())
    return (await session.scalar(change.returning(OrderRow.id))) is not None
