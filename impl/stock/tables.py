"""The ledger of stock."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from impl.database import Table

MovementKind = Literal["receipt", "adjustment", "reservation", "release"]


class StockMovementRow(Table):
    """An entry of the ledger; never changed, never removed."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        CheckConstraint("kind IN ('receipt', 'adjustment', 'reservation', 'release')", name="kind"),
        Index(None, "product_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    kind: Mapped[MovementKind] = mapped_column(String(16))
    quantity: Mapped[int] = mapped_column(BigInteger)
    stock_after: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("orders.id"))
    note: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
