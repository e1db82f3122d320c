"""Queries of products."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from impl.clock import utc_now
from impl.paging import Page
from impl.products.policy import visible
from impl.products.tables import ProductRow


def search_text(sku: str, name: str) -> str:
    """Return what a search looks through."""
    return f"{sku}\n{name}".casefold()


async def find_product(
    session: AsyncSession, tenant_id: UUID, product_id: UUID
) -> ProductRow | None:
    """Return the product, if the tenant has it."""
    query = select(ProductRow).where(ProductRow.id == product_id, visible(tenant_id))
    return await session.scalar(query)


async def list_products(
    session: AsyncSession, tenant_id: UUID, page: Page, *, containing: str | None
) -> Sequence[ProductRow]:
    """Return one product more than the page holds, the oldest first."""
    query = select(ProductRow).where(visible(tenant_id)).order_by(ProductRow.id)
    if containing is not None:
        folded = containing.casefold()
        query = query.where(ProductRow.search_text.contains(folded, autoescape=True))
    if page.after is not None:
        query = query.where(ProductRow.id > page.after)
    return (await session.scalars(query.limit(page.limit + 1))).all()


async def change_product(
    session: AsyncSession,
    tenant_id: UUID,
    product_id: UUID,
    changes: Mapping[str, Any],
    *,
    versions: Collection[int] | None = None,
) -> ProductRow | None:
    """Change a product, if it is there and of one of these versions; `None` where not."""
    change = update(ProductRow).where(ProductRow.id == product_id, visible(tenant_id))
    if versions is not None:
        change = change.where(ProductRow.version.in_(versions))
    change = change.values(**changes, version=ProductRow.version + 1, updated_at=utc_now())
    return (await session.scalars(change.returning(ProductRow))).one_or_none()
