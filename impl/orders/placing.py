"""Placing an order, and undoing it: where orders meet the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from generated.models import NewOrder, Order
from impl.clock import new_id, utc_now
from impl.orders.representation import representation
from impl.orders.tables import OrderLineRow, OrderRow
from impl.problems import not_found
from impl.security.principal import Principal, User
from impl.stock import ledger


async def place(session: AsyncSession, caller: Principal, wanted: NewOrder) -> Order:
    """Reserve the stock of every line and add the order.

    Products are taken in the order of their ids, so that two orders of the same products
    wait for each other and never lock each other out. Raises 404 and 409 as `ledger.move`.
    """
    if not isinstance(caller, User):
        raise not_found()
    order = _new_order(caller)
    session.add(order)
    await session.flush()
    quantities: Counter[UUID] = Counter()
    for line in wanted.lines:
        quantities[line.product_id] += line.quantity
    prices = {
        product_id: await _reserve(session, order, product_id, quantities[product_id])
        for product_id in sorted(quantities)
    }
    lines = _lines(order, quantities, prices)
    order.lines = lines
    order.total = sum(line.quantity * line.unit_price for line in lines)
    await session.flush()
    return representation(order)


async def release(session: AsyncSession, order: OrderRow) -> None:
    """Give back the stock of every line, in the order in which it was taken."""
    for line in sorted(order.lines, key=lambda line: line.product_id):
        movement = ledger.Movement(
            product_id=line.product_id,
            kind=ledger.RELEASE,
            quantity=line.quantity,
            order_id=order.id,
        )
        await ledger.move(session, order.tenant_id, movement)


def _lines(
    order: OrderRow, quantities: Mapping[UUID, int], prices: Mapping[UUID, int]
) -> list[OrderLineRow]:
    return [
        OrderLineRow(
            order_id=order.id,
            position=position,
            product_id=product_id,
            quantity=quantity,
            unit_price=prices[product_id],
        )
        for position, (product_id, quantity) in enumerate(quantities.items())
    ]


async def _reserve(session: AsyncSession, order: OrderRow, product_id: UUID, quantity: int) -> int:
    movement = ledger.Movement(
        product_id=product_id, kind="reservation", quantity=-quantity, order_id=order.id
    )
    _, price = await ledger.move(session, order.tenant_id, movement)
    return price


def _new_order(caller: User) -> OrderRow:
    now = utc_now()
    return OrderRow(
        id=new_id(),
        tenant_id=caller.tenant_id,
        customer_id=caller.id,
        status="placed",
        total=0,
        payment_method=None,
        paid_at=None,
        carrier=None,
        tracking_code=None,
        shipped_at=None,
        created_at=now,
        updated_at=now,
        lines=[],
    )
