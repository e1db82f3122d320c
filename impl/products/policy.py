"""Who may know of which product."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement

from impl.products.tables import ProductRow


def visible(tenant_id: UUID) -> ColumnElement[bool]:
    """Return the condition that a product is of the tenant and not deleted."""
    return (ProductRow.tenant_id == tenant_id) & ProductRow.deleted_at.is_(None)
