"""What must always hold, as queries that count what contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, case, func, or_, select

from impl.idempotency.tables import IdempotencyRow
from impl.orders.tables import OrderLineRow, OrderRow
from impl.products.tables import ProductRow
from impl.sessions.tables import RefreshTokenRow
from impl.stock.tables import StockMovementRow


@dataclass(frozen=True, slots=True)
class InvariantQuery:
    """An invariant, and the query that counts the rows against it."""

    name: str
    description: str
    violations: Select[int]


def all_invariants() -> Sequence[InvariantQuery]:
    """Return every invariant."""
    return (
        InvariantQuery(
            "stock-equals-ledger",
            "The stock of each product is the sum of its movements.",
            _stock_off_ledger(),
        ),
        InvariantQuery(
            "stock-not-negative",
            "No stock is below zero, nor was it after any movement.",
            select(func.count()).where(StockMovementRow.stock_after < 0),
        ),
        InvariantQuery(
            "total-equals-lines",
            "The total of each order is the sum of its lines.",
            _totals_off_lines(),
        ),
        InvariantQuery(
            "lines-reserved",
            "Each line of an order has its stock reserved, and a cancelled order none.",
            _lines_off_reservations(),
        ),
        InvariantQuery(
            "paid-before-shipped",
            "Orders that are paid or shipped have a payment, those shipped a shipment.",
            _steps_out_of_order(),
        ),
        InvariantQuery(
            "one-refresh-token",
            "No session has more than one unused refresh token.",
            _sessions_with_several_tokens(),
        ),
        InvariantQuery(
            "keys-answered",
            "What was begun under an idempotency key was finished.",
            select(func.count()).where(IdempotencyRow.answer == ""),
        ),
    )


def _stock_off_ledger() -> Select[int]:
    booked = (
        select(func.coalesce(func.sum(StockMovementRow.quantity), 0))
        .where(StockMovementRow.product_id == ProductRow.id)
        .scalar_subquery()
    )
    return select(func.count()).select_from(ProductRow).where(ProductRow.stock != booked)


def _totals_off_lines() -> Select[int]:
    summed = (
        select(func.coalesce(func.sum(OrderLineRow.quantity * OrderLineRow.unit_price), 0))
        .where(OrderLineRow.order_id == OrderRow.id)
        .scalar_subquery()
    )
    return select(func.count()).select_from(OrderRow).where(OrderRow.total != summed)


def _lines_off_reservations() -> Select[int]:
    booked = (
        select(func.coalesce(func.sum(StockMovementRow.quantity), 0))
        .where(
            StockMovementRow.order_id == OrderLineRow.order_id,
            StockMovementRow.product_id == OrderLineRow.product_id,
        )
        .scalar_subquery()
    )
    reserved = case((OrderRow.status == "cancelled", 0), else_=-OrderLineRow.quantity)
    joined = (
        select(func.count())
        .select_from(OrderLineRow)
        .join(OrderRow, OrderRow.id == OrderLineRow.order_id)
    )
    return joined.where(booked != reserved)


def _steps_out_of_order() -> Select[int]:
    unpaid = and_(OrderRow.status.in_(("paid", "shipped")), OrderRow.paid_at.is_(None))
    unshipped = and_(OrderRow.status == "shipped", OrderRow.shipped_at.is_(None))
    return select(func.count()).select_from(OrderRow).where(or_(unpaid, unshipped))


def _sessions_with_several_tokens() -> Select[int]:
    several = (
        select(RefreshTokenRow.session_id)
        .where(RefreshTokenRow.used_at.is_(None))
        .group_by(RefreshTokenRow.session_id)
        .having(func.count() > 1)
        .subquery()
    )
    return select(func.count()).select_from(several)
