# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from adhere.runtime import ClosedModel, Model
from pydantic import Field
from pydantic_core import MISSING


class Status(StrEnum):
    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"


class Problem(Model):
    title: str
    status: int
    detail: str | MISSING = MISSING


class Order(ClosedModel):
    id: UUID
    status: Status
    lines: Annotated[list[OrderLinesItem], Field(max_length=50, min_length=1)]
    note: Annotated[str | MISSING | None, Field(max_length=200)] = MISSING


class OrderLinesItem(Model):
    sku: Annotated[str, Field(max_length=40)]
    quantity: Annotated[int, Field(ge=1)]


class OrderPage(Model):
    items: list[Order]
    next: str | MISSING | None = MISSING


class OrderInput(Model):
    """The schema `Order`, as requests carry it."""

    status: Status
    lines: Annotated[list[OrderLinesItem], Field(max_length=50, min_length=1)]
    note: Annotated[str | MISSING | None, Field(max_length=200)] = MISSING


class EditOrderBody(Model):
    note: str | MISSING | None = MISSING


class Ready200Body(Model):
    ok: bool
