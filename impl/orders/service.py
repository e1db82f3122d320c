"""Operations tagged `orders`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from adhere.runtime import Call
from generated.models import NewOrder, NewPayment, NewShipment, Order, OrderPage, OrderStatus
from generated.orders import PlaceOrder201
from impl.clock import utc_now
from impl.database import Database
from impl.idempotency.service import Once
from impl.orders import placing, repository
from impl.orders.policy import visible
from impl.orders.representation import representation
from impl.orders.tables import OrderRow
from impl.paging import Cursors, Page
from impl.problems import conflict, not_found
from impl.security.principal import Principal


class OrderService:
    """Orders and the steps that they take."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        """Take what orders are kept in and what signs cursors."""
        self._database = database
        self._cursors = cursors

    async def place_order(
        self, call: Call[Principal], body: NewOrder, *, idempotency_key: str
    ) -> PlaceOrder201:
        """Place an order and reserve its stock: all lines or none."""
        once = Once(call.principal, "placeOrder", idempotency_key, body=body, target=None)
        async with self._database.write() as session:

            async def place() -> Order:
                return await placing.place(session, call.principal, body)

            order = await once.do(session, place, Order)
        return PlaceOrder201(body=order, location=f"/orders/{order.id}")

    async def list_orders(
        self,
        call: Call[Principal],
        *,
        status: OrderStatus | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> OrderPage:
        """Return a page of the orders that the caller may know of."""
        of_list = ("orders", call.principal.key, status)
        page = Page(limit, self._cursors.open(cursor, *of_list))
        async with self._database.read() as session:
            found = await repository.list_orders(session, call.principal, page, status=status)
        orders, last = page.cut(found, lambda order: order.id)
        return OrderPage(
            items=[representation(order) for order in orders],
            next_cursor=self._cursors.seal(last, *of_list) if last else None,
        )

    async def get_order(self, call: Call[Principal], *, order_id: UUID) -> Order:
        """Return an order that the caller may know of."""
        async with self._database.read() as session:
            return representation(await _require(session, call.principal, order_id))

    async def pay_order(
        self, call: Call[Principal], body: NewPayment, *, order_id: UUID, idempotency_key: str
    ) -> Order:
        """Take a payment of exactly the total."""
        changes = {
            "status": "paid",
            "payment_method": body.method.value,
            "paid_at": utc_now(),
        }
        once = Once(call.principal, "payOrder", idempotency_key, body=body, target=order_id)
        async with self._database.write() as session:

            async def pay() -> Order:
                due = OrderRow.total == body.amount
                return await _step(
                    session, call.principal, order_id, {"placed"}, changes, condition=due
                )

            return await once.do(session, pay, Order)

    async def cancel_order(self, call: Call[Principal], *, order_id: UUID) -> Order:
        """Cancel an order that has not been shipped; again, it stays cancelled."""
        async with self._database.write() as session:
            cancelled = await repository.advance(
                session,
                (OrderRow.id == order_id) & visible(call.principal),
                origins={"placed", "paid"},
                changes={"status": "cancelled"},
            )
            order = await _require(session, call.principal, order_id)
            if cancelled:
                await placing.release(session, order)
            elif order.status != "cancelled":
                raise conflict(f"The order is {order.status}.")
            return representation(order)

    async def ship_order(
        self, call: Call[Principal], body: NewShipment, *, order_id: UUID
    ) -> Order:
        """Ship a paid order."""
        changes = {
            "status": "shipped",
            "carrier": body.carrier,
            "tracking_code": body.tracking_code,
            "shipped_at": utc_now(),
        }
        async with self._database.write() as session:
            return await _step(session, call.principal, order_id, {"paid"}, changes)


async def _require(session: AsyncSession, caller: Principal, order_id: UUID) -> OrderRow:
    order = await repository.find_order(session, caller, order_id)
    if order is None:
        raise not_found()
    return order


async def _step(
    session: AsyncSession,
    caller: Principal,
    order_id: UUID,
    origins: set[str],
    changes: Mapping[str, Any],
    condition: Any = None,
) -> Order:
    """Take an order to its next state, or say (409) why that cannot be."""
    order = (OrderRow.id == order_id) & visible(caller)
    if condition is not None:
        order &= condition
    taken = await repository.advance(session, order, origins=origins, changes=changes)
    row = await _require(session, caller, order_id)
    if taken:
        return representation(row)
    if row.status in origins:
        raise conflict("The amount is not the total of the order.")
    raise conflict(f"The order is {row.status}.")
