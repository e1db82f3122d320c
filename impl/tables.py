"""Every table of the service, gathered under one metadata."""

from __future__ import annotations

from impl.accounts.tables import TenantRow, UserRow
from impl.database import Table
from impl.idempotency.tables import IdempotencyRow
from impl.orders.tables import OrderLineRow, OrderRow
from impl.products.tables import ProductImageRow, ProductRow
from impl.sessions.tables import RefreshTokenRow, SessionRow
from impl.stock.tables import StockMovementRow
from impl.tokens.tables import ClientRow

TABLES: tuple[type[Table], ...] = (
    TenantRow,
    UserRow,
    SessionRow,
    RefreshTokenRow,
    ClientRow,
    ProductRow,
    ProductImageRow,
    OrderRow,
    OrderLineRow,
    StockMovementRow,
    IdempotencyRow,
)
