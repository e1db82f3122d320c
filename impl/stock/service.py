"""Operations tagged `stock`."""

from __future__ import annotations

from uuid import UUID

from pydantic_core import MISSING
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from adhere.runtime import Call
from generated.models import (
    StockAdjustment,
    StockMovement,
    StockMovementPage,
    StockReceipt,
)
from generated.stock import AppendStockMovement201
from impl.database import Database
from impl.idempotency.service import Once
from impl.paging import Cursors, Page
from impl.problems import not_found
from impl.products.repository import find_product
from impl.security.principal import Principal
from impl.stock import ledger
from impl.stock.tables import StockMovementRow


class StockService:
    """The ledger of each product."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        """Take what the ledger is kept in and what signs cursors."""
        self._database = database
        self._cursors = cursors

    async def append_stock_movement(
        self,
        call: Call[Principal],
        body: StockReceipt | StockAdjustment,
        *,
        product_id: UUID,
        idempotency_key: str,
    ) -> AppendStockMovement201:
        """Append a receipt or an adjustment."""
        movement = ledger.Movement(
            product_id=product_id,
            kind=body.kind,
            quantity=body.quantity,
            note=None if body.note is MISSING else body.note,
        )
        once = Once(
            call.principal, "appendStockMovement", idempotency_key, body=body, target=product_id
        )
        async with self._database.write() as session:

            async def append() -> StockMovement:
                row, _ = await ledger.move(session, call.principal.tenant_id, movement)
                return representation(row)

            appended = await once.do(session, append, StockMovement)
        location = f"/products/{product_id}/stock-movements/{appended.id}"
        return AppendStockMovement201(body=appended, location=location)

    async def list_stock_movements(
        self, call: Call[Principal], *, product_id: UUID, cursor: str | None = None, limit: int = 20
    ) -> StockMovementPage:
        """Return a page of a product's movements, the oldest first."""
        of_list = ("movements", call.principal.tenant_id, product_id)
        page = Page(limit, self._cursors.open(cursor, *of_list))
        query = select(StockMovementRow).where(StockMovementRow.product_id == product_id)
        if page.after is not None:
            query = query.where(StockMovementRow.id > page.after)
        async with self._database.read() as session:
            await _require_product(session, call.principal, product_id)
            rows = await session.scalars(query.order_by(StockMovementRow.id).limit(page.limit + 1))
            found = rows.all()
        movements, last = page.cut(found, lambda row: row.id)
        return StockMovementPage(
            items=[representation(row) for row in movements],
            next_cursor=self._cursors.seal(last, *of_list) if last else None,
        )

    async def get_stock_movement(
        self, call: Call[Principal], *, product_id: UUID, movement_id: UUID
    ) -> StockMovement:
        """Return one movement."""
        query = select(StockMovementRow).where(
            StockMovementRow.id == movement_id, StockMovementRow.product_id == product_id
        )
        async with self._database.read() as session:
            await _require_product(session, call.principal, product_id)
            row = await session.scalar(query)
        if row is None:
            raise not_found()
        return representation(row)


def representation(row: StockMovementRow) -> StockMovement:
    """Return what the contract tells of a movement."""
    return StockMovement(
        id=row.id,
        product_id=row.product_id,
        kind=row.kind,
        quantity=row.quantity,
        stock_after=row.stock_after,
        order_id=MISSING if row.order_id is None else row.order_id,
        note=MISSING if row.note is None else row.note,
        created_at=row.created_at,
    )


async def _require_product(session: AsyncSession, caller: Principal, product_id: UUID) -> None:
    if await find_product(session, caller.tenant_id, product_id) is None:
        raise not_found()
