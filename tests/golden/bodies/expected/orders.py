# ruff: noqa: A002
"""Operations tagged `orders`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Protocol
from uuid import UUID

from adhere.runtime import (
    BinaryContent,
    Call,
    EmptyReply,
    ErrorReply,
    Field,
    Header,
    P_contra,
    Reply,
    UploadFile,
    operation,
)

from .models import EditOrderBody, Order, OrderInput, OrderPage, Problem, Status
from .replies import NotFound404


class Orders(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `orders`."""

    @operation("GET", "/orders")
    async def list_orders(
        self,
        call: Call[P_contra],
        *,
        limit: int = 20,
        cursor: str | None = None,
        status: Status | None = None,
        sort: Literal["newest", "oldest"] = "newest",
        since: datetime | None = None,
    ) -> OrderPage | ListOrders200:
        """List orders."""

    @operation("POST", "/orders", idempotency_key=Header("Idempotency-Key"))
    async def create_order(
        self, call: Call[P_contra], body: OrderInput, *, idempotency_key: str
    ) -> CreateOrder201 | CreateOrder409:
        """Place an order and reserve its stock."""

    @operation("GET", "/orders/{id}")
    async def get_order(
        self, call: Call[P_contra], *, id: UUID
    ) -> Order | GetOrder200 | NotFound404:
        """Read an order."""

    @operation("PATCH", "/orders/{id}")
    async def edit_order(
        self, call: Call[P_contra], body: EditOrderBody | None = None, *, id: UUID
    ) -> Order | EditOrder200 | NotFound404:
        """Edit an order."""

    @operation("DELETE", "/orders/{id}")
    async def cancel_order(
        self, call: Call[P_contra], *, id: UUID
    ) -> CancelOrder204 | NotFound404 | None:
        """Cancel an order."""

    @operation("GET", "/orders/{id}/receipt")
    async def get_receipt(self, call: Call[P_contra], *, id: UUID) -> GetReceipt200 | NotFound404:
        """Read a receipt."""

    @operation("PUT", "/orders/{id}/receipt")
    async def put_receipt(
        self, call: Call[P_contra], body: PutReceiptBody, *, id: UUID
    ) -> PutReceipt204 | None:
        """Upload."""


@dataclass(frozen=True, kw_only=True)
class PutReceiptBody:
    """The body of `put_receipt`."""

    file: UploadFile
    file_name: Annotated[str | None, Field(alias="fileName")] = None


class ListOrders200(Reply[OrderPage], status=200):
    """A page."""


@dataclass(frozen=True, kw_only=True)
class CreateOrder201(Reply[Order], status=201, headers={"location": "Location", "etag": "ETag"}):
    """The order placed."""

    location: str
    etag: str | None = None


class CreateOrder409(ErrorReply[Problem], status=409):
    """Not enough stock."""


class GetOrder200(Reply[Order], status=200):
    """It."""


class EditOrder200(Reply[Order], status=200):
    """It."""


class CancelOrder204(EmptyReply, status=204):
    """Gone."""


class GetReceipt200(Reply[BinaryContent | str], status=200):
    """It."""


class PutReceipt204(EmptyReply, status=204):
    """Done."""
