from __future__ import annotations

from datetime import datetime
from typing import Literal, Protocol, TypeVar
from uuid import UUID

from adhere.runtime import (
    Call,
    EmptyReply,
    ErrorReply,
    Header,
    RangeErrorReply,
    Reply,
    operation,
)

from .models import NewOrder, Order, Problem
from .replies import Invalid422, NotFound404

P_contra = TypeVar("P_contra", contravariant=True)


class Orders(Protocol[P_contra]):
    @operation("GET", "/orders")
    async def list_orders(
        self,
        call: Call[P_contra],
        *,
        limit: int = 20,
        status: list[Literal["open", "paid"]] | None = None,
        after: datetime | None = None,
    ) -> list[Order] | ListOrders200 | Invalid422:
        """List."""

    @operation("POST", "/orders", idempotency_key=Header("Idempotency-Key"))
    async def create_order(
        self, call: Call[P_contra], body: NewOrder, *, idempotency_key: str
    ) -> CreateOrder201 | CreateOrder409 | Invalid422:
        """Place an order and reserve its stock."""

    @operation("GET", "/orders/{order_id}")
    async def get_order(
        self, call: Call[P_contra], *, order_id: UUID
    ) -> Order | GetOrder200 | NotFound404:
        """Read an order."""

    @operation("DELETE", "/orders/{order_id}")
    async def delete_order(
        self, call: Call[P_contra], *, order_id: UUID
    ) -> DeleteOrder204 | DeleteOrder4XX | None:
        """Delete an order."""

    @operation("GET", "/ping")
    async def ping(self, call: Call[None]) -> str | Ping200:
        """Answer."""


class ListOrders200(Reply[list[Order]], status=200):
    """The orders."""


class CreateOrder201(Reply[Order], status=201, headers={"location": "Location"}):
    """The order, placed."""

    location: str


class GetOrder200(Reply[Order], status=200):
    """The order."""


class CreateOrder409(ErrorReply[Problem], status=409):
    """The stock does not suffice."""


class DeleteOrder204(EmptyReply, status=204):
    """Deleted."""


class DeleteOrder4XX(RangeErrorReply[Problem], status="4XX"):
    """Not deleted."""


class Ping200(Reply[str], status=200):
    """It lives."""
