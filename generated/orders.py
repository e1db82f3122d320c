"""Operations tagged `orders`."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import Call, P_contra, Protocol, Reply, operation

from . import models
from .replies import (
    BadRequest400,
    Conflict409,
    ContentTooLarge413,
    Forbidden403,
    NotAcceptable406,
    NotFound404,
    ServiceUnavailable503,
    TooManyRequests429,
    Unauthorized401,
    UnprocessableContent422,
    UnsupportedMediaType415,
)

OrdersErrors = (
    Unauthorized401
    | Forbidden403
    | NotAcceptable406
    | UnprocessableContent422
    | TooManyRequests429
    | ServiceUnavailable503
)
"""What any of the operations tagged `orders` may end in."""


class Orders(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `orders`."""

    @operation("POST", "/orders")
    async def place_order(
        self, call: Call[P_contra], body: models.NewOrder, *, idempotency_key: str
    ) -> (
        PlaceOrder201
        | BadRequest400
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | OrdersErrors
    ):
        """Place an order and reserve its stock."""

    @operation("GET", "/orders")
    async def list_orders(
        self,
        call: Call[P_contra],
        *,
        status: models.OrderStatus | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> models.OrderPage | ListOrders200 | BadRequest400 | OrdersErrors:
        """List orders."""

    @operation("GET", "/orders/{order_id}")
    async def get_order(
        self, call: Call[P_contra], *, order_id: UUID
    ) -> models.Order | GetOrder200 | NotFound404 | OrdersErrors:
        """Read an order."""

    @operation("POST", "/orders/{order_id}/payment")
    async def pay_order(
        self, call: Call[P_contra], body: models.NewPayment, *, order_id: UUID, idempotency_key: str
    ) -> (
        models.Order
        | PayOrder200
        | BadRequest400
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | OrdersErrors
    ):
        """Pay an order."""

    @operation("POST", "/orders/{order_id}/cancellation")
    async def cancel_order(
        self, call: Call[P_contra], *, order_id: UUID
    ) -> models.Order | CancelOrder200 | NotFound404 | Conflict409 | OrdersErrors:
        """Cancel an order and release its stock."""

    @operation("POST", "/orders/{order_id}/shipment")
    async def ship_order(
        self, call: Call[P_contra], body: models.NewShipment, *, order_id: UUID
    ) -> (
        models.Order
        | ShipOrder200
        | BadRequest400
        | NotFound404
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | OrdersErrors
    ):
        """Ship a paid order."""


class PlaceOrder201(Reply["models.Order"], status=201):
    """The order, placed."""

    location: str
    x_request_id: str | None = None


class ListOrders200(Reply["models.OrderPage"], status=200):
    """A page of orders."""

    x_request_id: str | None = None


class GetOrder200(Reply["models.Order"], status=200):
    """The order."""

    x_request_id: str | None = None


class PayOrder200(Reply["models.Order"], status=200):
    """The order, paid."""

    x_request_id: str | None = None


class CancelOrder200(Reply["models.Order"], status=200):
    """The order, cancelled."""

    x_request_id: str | None = None


class ShipOrder200(Reply["models.Order"], status=200):
    """The order, shipped."""

    x_request_id: str | None = None
