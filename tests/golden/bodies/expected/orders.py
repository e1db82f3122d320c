# ruff: noqa: A002
"""Operations tagged `orders`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from adhere.runtime import (
    BinaryContent,
    Call,
    Conflict409,
    ExactDateTime,
    Field,
    NoContent204,
    NotFound404,
    Ok200,
    P_contra,
    Protocol,
    Reply,
    UploadFile,
    operation,
)

from . import models


class Orders(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `orders`."""

    @operation("GET", "/orders")
    async def list_orders(
        self,
        call: Call[P_contra],
        *,
        limit: int = 20,
        cursor: str | None = None,
        status: models.Status | None = None,
        sort: Literal["newest", "oldest"] = "newest",
        since: ExactDateTime | None = None,
    ) -> models.OrderPage | Ok200[models.OrderPage]:
        """List orders."""

    @operation("POST", "/orders")
    async def create_order(
        self, call: Call[P_contra], body: models.OrderInput, *, idempotency_key: str
    ) -> CreateOrder201 | Conflict409[models.Problem]:
        """Place an order and reserve its stock."""

    @operation("GET", "/orders/{id}")
    async def get_order(
        self, call: Call[P_contra], *, id: UUID
    ) -> models.Order | Ok200[models.Order] | NotFound404[models.Problem]:
        """Read an order."""

    @operation("PATCH", "/orders/{id}")
    async def edit_order(
        self, call: Call[P_contra], body: models.EditOrderBody | None = None, *, id: UUID
    ) -> models.Order | Ok200[models.Order] | NotFound404[models.Problem]:
        """Edit an order."""

    @operation("DELETE", "/orders/{id}")
    async def cancel_order(
        self, call: Call[P_contra], *, id: UUID
    ) -> NoContent204 | NotFound404[models.Problem] | None:
        """Cancel an order."""

    @operation("GET", "/orders/{id}/receipt")
    async def get_receipt(
        self, call: Call[P_contra], *, id: UUID
    ) -> Ok200[BinaryContent | str] | NotFound404[models.Problem]:
        """Read a receipt."""

    @operation("PUT", "/orders/{id}/receipt")
    async def put_receipt(
        self, call: Call[P_contra], body: PutReceiptBody, *, id: UUID
    ) -> NoContent204 | None:
        """Upload."""


@dataclass(frozen=True, kw_only=True)
class PutReceiptBody:
    """The body of `put_receipt`."""

    file: UploadFile
    file_name: Annotated[str | None, Field(alias="fileName")] = None


class CreateOrder201(Reply["models.Order"], status=201):
    """The order placed."""

    location: str
    etag: str | None = None
