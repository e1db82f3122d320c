"""The ledger: the one place where stock changes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from impl.clock import new_id, utc_now
from impl.problems import conflict, not_found
from impl.products.tables import ProductRow
from impl.stock.tables import MovementKind, StockMovementRow

MOST_STOCK = 1_000_000_000
# Stock is released to a product even after it was deleted, so that the ledger stays true.
RELEASE: MovementKind = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """By how much a product's stock is to change, and why."""

    product_id: UUID
    kind: MovementKind
    quantity: int
    order_id: UUID | None = None
    note: str | None = None


async def move(
    session: AsyncSession, tenant_id: UUID, movement: Movement
) -> tuple[StockMovementRow, int]:
    """Change the stock and append the movement; return it and the product's price.

    The condition is part of the UPDATE, so that no two callers can both take the last one.
    Raises 404 for a product that the tenant does not have, 409 where the stock would fall
    below zero or grow beyond measure.
    """
    after = ProductRow.stock + movement.quantity
    product = (ProductRow.id == movement.product_id) & (ProductRow.tenant_id == tenant_id)
    if movement.kind != RELEASE:
        product &= ProductRow.deleted_at.is_(None)
    change = update(ProductRow).where(product, after.between(0, MOST_STOCK))
    change = change.values(stock=after, version=ProductRow.version + 1, updated_at=utc_now())
    changed = await session.execute(change.returning(ProductRow.stock, ProductRow.price))
    row = changed.one_or_none()
    if row is None:
        there = await session.scalar(select(ProductRow.id).where(product))
        raise conflict(_refusal(movement)) if there else not_found()
    entry = _entry(movement, stock_after=row.stock)
    session.add(entry)
    return entry, row.price


def _entry(movement: Movement, *, stock_after: int) -> StockMovementRow:
    return StockMovementRow(
        id=new_id(),
        product_id=movement.product_id,
        kind=movement.kind,
        quantity=movement.quantity,
        stock_after=stock_after,
        order_id=movement.order_id,
        note=movement.note,
        created_at=utc_now(),
    )


def _refusal(movement: Movement) -> str:
    if movement.quantity < 0:
        return "The stock does not suffice."
    return f"The stock would exceed {MOST_STOCK}."
