"""Operations tagged `stock`."""

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

StockErrors = (
    Unauthorized401
    | Forbidden403
    | NotFound404
    | NotAcceptable406
    | UnprocessableContent422
    | TooManyRequests429
    | ServiceUnavailable503
)
"""What any of the operations tagged `stock` may end in."""


class Stock(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `stock`."""

    @operation("POST", "/products/{product_id}/stock-movements")
    async def append_stock_movement(
        self,
        call: Call[P_contra],
        body: models.NewStockMovement,
        *,
        product_id: UUID,
        idempotency_key: str,
    ) -> (
        AppendStockMovement201
        | BadRequest400
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | StockErrors
    ):
        """Append a movement to the ledger."""

    @operation("GET", "/products/{product_id}/stock-movements")
    async def list_stock_movements(
        self, call: Call[P_contra], *, product_id: UUID, cursor: str | None = None, limit: int = 20
    ) -> models.StockMovementPage | ListStockMovements200 | BadRequest400 | StockErrors:
        """List a product's movements."""

    @operation("GET", "/products/{product_id}/stock-movements/{movement_id}")
    async def get_stock_movement(
        self, call: Call[P_contra], *, product_id: UUID, movement_id: UUID
    ) -> models.StockMovement | GetStockMovement200 | StockErrors:
        """Read a movement."""


class AppendStockMovement201(Reply["models.StockMovement"], status=201):
    """The movement, appended."""

    location: str
    x_request_id: str | None = None


class ListStockMovements200(Reply["models.StockMovementPage"], status=200):
    """A page of movements."""

    x_request_id: str | None = None


class GetStockMovement200(Reply["models.StockMovement"], status=200):
    """The movement."""

    x_request_id: str | None = None
