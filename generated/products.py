"""Operations tagged `products`."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import (
    BinaryContent,
    Call,
    EmptyReply,
    P_contra,
    Protocol,
    Reply,
    UploadBody,
    operation,
)

from . import models
from .replies import (
    BadRequest400,
    Conflict409,
    ContentTooLarge413,
    Forbidden403,
    NotAcceptable406,
    NotFound404,
    PreconditionFailed412,
    PreconditionRequired428,
    ServiceUnavailable503,
    TooManyRequests429,
    Unauthorized401,
    UnprocessableContent422,
    UnsupportedMediaType415,
)

ProductsErrors = (
    Unauthorized401
    | Forbidden403
    | NotAcceptable406
    | UnprocessableContent422
    | TooManyRequests429
    | ServiceUnavailable503
)
"""What any of the operations tagged `products` may end in."""


class Products(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `products`."""

    @operation("GET", "/products")
    async def list_products(
        self,
        call: Call[P_contra],
        *,
        q: str | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> models.ProductPage | ListProducts200 | BadRequest400 | ProductsErrors:
        """List or search products."""

    @operation("POST", "/products")
    async def create_product(
        self, call: Call[P_contra], body: models.NewProduct
    ) -> (
        CreateProduct201
        | BadRequest400
        | Conflict409
        | ContentTooLarge413
        | UnsupportedMediaType415
        | ProductsErrors
    ):
        """Create a product."""

    @operation("GET", "/products/{product_id}")
    async def get_product(
        self, call: Call[P_contra], *, product_id: UUID, if_none_match: str | None = None
    ) -> GetProduct200 | GetProduct304 | BadRequest400 | NotFound404 | ProductsErrors:
        """Read a product."""

    @operation("PATCH", "/products/{product_id}")
    async def update_product(
        self,
        call: Call[P_contra],
        body: models.ProductPatch,
        *,
        product_id: UUID,
        if_match: str | None = None,
    ) -> (
        UpdateProduct200
        | BadRequest400
        | NotFound404
        | Conflict409
        | PreconditionFailed412
        | ContentTooLarge413
        | UnsupportedMediaType415
        | PreconditionRequired428
        | ProductsErrors
    ):
        """Change a product."""

    @operation("DELETE", "/products/{product_id}")
    async def delete_product(
        self, call: Call[P_contra], *, product_id: UUID
    ) -> DeleteProduct204 | NotFound404 | ProductsErrors | None:
        """Delete a product."""

    @operation("PUT", "/products/{product_id}/image")
    async def put_product_image(
        self, call: Call[P_contra], body: UploadBody, *, product_id: UUID
    ) -> (
        PutProductImage204
        | BadRequest400
        | NotFound404
        | ContentTooLarge413
        | UnsupportedMediaType415
        | ProductsErrors
        | None
    ):
        """Store or replace a product's image."""

    @operation("GET", "/products/{product_id}/image")
    async def get_product_image(
        self, call: Call[P_contra], *, product_id: UUID
    ) -> GetProductImage200 | GetProductImage204 | NotFound404 | ProductsErrors:
        """Read a product's image."""


class ListProducts200(Reply["models.ProductPage"], status=200):
    """A page of products."""

    x_request_id: str | None = None


class CreateProduct201(Reply["models.Product"], status=201):
    """The product, created."""

    location: str
    etag: str
    x_request_id: str | None = None


class GetProduct200(Reply["models.Product"], status=200):
    """The product."""

    etag: str
    x_request_id: str | None = None


class GetProduct304(EmptyReply, status=304):
    """The caller holds the stored version."""

    etag: str
    x_request_id: str | None = None


class UpdateProduct200(Reply["models.Product"], status=200):
    """The product, changed."""

    etag: str
    x_request_id: str | None = None


class DeleteProduct204(EmptyReply, status=204):
    """The product is gone."""

    x_request_id: str | None = None


class PutProductImage204(EmptyReply, status=204):
    """The image is stored."""

    x_request_id: str | None = None


class GetProductImage200(Reply[BinaryContent], status=200):
    """The image."""

    x_request_id: str | None = None


class GetProductImage204(EmptyReply, status=204):
    """The product has no image."""

    x_request_id: str | None = None
