"""What the contract tells of an order."""

from __future__ import annotations

from pydantic_core import MISSING

from generated.models import Order, OrderLine, OrderStatus, Payment, PaymentMethod, Shipment
from impl.orders.tables import OrderRow


def representation(row: OrderRow) -> Order:
    """Return the order as the contract has it; its lines must be loaded."""
    payment, shipment = _payment(row), _shipment(row)
    return Order(
        id=row.id,
        customer_id=row.customer_id,
        status=OrderStatus(row.status),
        lines=[
            OrderLine(
                product_id=line.product_id, quantity=line.quantity, unit_price=line.unit_price
            )
            for line in row.lines
        ],
        total=row.total,
        payment=MISSING if payment is None else payment,
        shipment=MISSING if shipment is None else shipment,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _payment(row: OrderRow) -> Payment | None:
    if row.payment_method is None or row.paid_at is None:
        return None
    method = PaymentMethod(row.payment_method)
    return Payment(method=method, amount=row.total, paid_at=row.paid_at)


def _shipment(row: OrderRow) -> Shipment | None:
    if row.carrier is None or row.tracking_code is None or row.shipped_at is None:
        return None
    return Shipment(carrier=row.carrier, tracking_code=row.tracking_code, shipped_at=row.shipped_at)
