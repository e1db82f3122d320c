from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel


class NewOrder(BaseModel):
    sku: str
    quantity: int
    note: str | None = None


class Order(BaseModel):
    id: UUID
    sku: str
    quantity: int = 1


class Problem(BaseModel):
    title: str
    status: int
