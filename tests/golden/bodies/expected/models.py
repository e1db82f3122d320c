# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from adhere.runtime import Model
from pydantic import ConfigDict, Field
from pydantic_core import MISSING


class Problem(Model):
    """The schema `Problem`."""

    title: str
    status: int
    detail: str | MISSING = MISSING


class Status(StrEnum):
    """The schema `Status`."""

    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"


class OrderLinesItem(Model):
    """An element of `lines` of `Order`."""

    sku: Annotated[str, Field(max_length=40)]
    quantity: Annotated[int, Field(ge=1)]


class OrderInput(Model):
    """The schema `Order`, as requests carry it."""

    status: Status
    lines: Annotated[list[OrderLinesItem], Field(max_length=50, min_length=1)]
    note: Annotated[str | MISSING | None, Field(max_length=200)] = MISSING


class EditOrderBody(Model):
    """The body of `edit_order`."""

    note: str | MISSING | None = MISSING


class Ready200Body(Model):
    """The body of `Ready200`."""

    ok: bool


class Order(Model):
    """The schema `Order`."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    status: Status
    lines: Annotated[list[OrderLinesItem], Field(max_length=50, min_length=1)]
    note: Annotated[str | MISSING | None, Field(max_length=200)] = MISSING


class OrderPage(Model):
    """The schema `OrderPage`."""

    items: list[Order]
    next: str | MISSING | None = MISSING
