"""Operations tagged `products`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic_core import MISSING
from sqlalchemy.exc import IntegrityError

from adhere.runtime import Call, UploadBody
from generated.models import NewProduct, Product, ProductPage, ProductPatch
from generated.products import (
    CreateProduct201,
    GetProduct200,
    GetProduct304,
    GetProductImage200,
    GetProductImage204,
    UpdateProduct200,
)
from impl.clock import new_id, utc_now
from impl.database import Database
from impl.paging import Cursors, Page
from impl.problems import (
    conflict,
    not_found,
    precondition_failed,
    precondition_required,
    unprocessable,
)
from impl.products import repository
from impl.products.tables import ProductImageRow, ProductRow
from impl.security.principal import Principal
from impl.web.conditions import ANY, etag, is_held, versions_in

# The first bytes of a file of each media type.
SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
REVALIDATE = {"Cache-Control": "private, no-cache"}


class ProductService:
    """The tenant's catalogue."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        """Take what products are kept in and what signs cursors."""
        self._database = database
        self._cursors = cursors

    async def list_products(
        self,
        call: Call[Principal],
        *,
        q: str | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> ProductPage:
        """Return a page of the products that contain `q`."""
        tenant_id = call.principal.tenant_id
        of_list = ("products", tenant_id, q)
        page = Page(limit, self._cursors.open(cursor, *of_list))
        async with self._database.read() as session:
            found = await repository.list_products(session, tenant_id, page, containing=q)
        products, last = page.cut(found, lambda product: product.id)
        return ProductPage(
            items=[representation(product) for product in products],
            next_cursor=self._cursors.seal(last, *of_list) if last else None,
        )

    async def create_product(self, call: Call[Principal], body: NewProduct) -> CreateProduct201:
        """Add a product without stock."""
        now = utc_now()
        row = ProductRow(
            id=new_id(),
            tenant_id=call.principal.tenant_id,
            sku=body.sku,
            name=body.name,
            description=None if body.description is MISSING else body.description,
            search_text=repository.search_text(body.sku, body.name),
            price=body.price,
            stock=0,
            version=1,
            created_at=now,
            updated_at=now,
            deleted_at=None,
        )
        try:
            async with self._database.write() as session:
                session.add(row)
        except IntegrityError:
            raise conflict("The SKU is taken.") from None
        return CreateProduct201(
            body=representation(row), location=f"/products/{row.id}", etag=etag(row.version)
        )

    async def get_product(
        self, call: Call[Principal], *, product_id: UUID, if_none_match: str | None = None
    ) -> GetProduct200 | GetProduct304:
        """Return the product, unless the caller holds what is stored."""
        async with self._database.read() as session:
            row = await repository.find_product(session, call.principal.tenant_id, product_id)
        if row is None:
            raise not_found()
        tag = etag(row.version)
        if if_none_match is not None and is_held(tag, if_none_match):
            return GetProduct304(etag=tag, extra_headers=REVALIDATE)
        return GetProduct200(body=representation(row), etag=tag, extra_headers=REVALIDATE)

    async def update_product(
        self,
        call: Call[Principal],
        body: ProductPatch,
        *,
        product_id: UUID,
        if_match: str | None = None,
    ) -> UpdateProduct200:
        """Change the version that the caller read, and no other."""
        if if_match is None:
            raise precondition_required()
        versions = None if if_match.strip() == ANY else versions_in(if_match)
        tenant_id = call.principal.tenant_id
        try:
            async with self._database.write() as session:
                row = await repository.change_product(
                    session, tenant_id, product_id, _changes(body), versions=versions
                )
                if row is None:
                    there = await repository.find_product(session, tenant_id, product_id)
                    raise precondition_failed() if there else not_found()
                row.search_text = repository.search_text(row.sku, row.name)
        except IntegrityError:
            raise conflict("The SKU is taken.") from None
        return UpdateProduct200(body=representation(row), etag=etag(row.version))

    async def delete_product(self, call: Call[Principal], *, product_id: UUID) -> None:
        """Hide a product; the ledger and orders keep it."""
        async with self._database.write() as session:
            row = await repository.change_product(
                session, call.principal.tenant_id, product_id, {"deleted_at": utc_now()}
            )
            if row is None:
                raise not_found()

    async def put_product_image(
        self, call: Call[Principal], body: UploadBody, *, product_id: UUID
    ) -> None:
        """Store an image whose first bytes are those of its media type."""
        media_type, content = call.content_type or "", await body.read()
        if not content.startswith(SIGNATURES[media_type]):
            raise unprocessable("The body is not an image of the media type in Content-Type.")
        async with self._database.write() as session:
            row = await repository.change_product(session, call.principal.tenant_id, product_id, {})
            if row is None:
                raise not_found()
            await session.merge(
                ProductImageRow(product_id=product_id, media_type=media_type, content=content)
            )

    async def get_product_image(
        self, call: Call[Principal], *, product_id: UUID
    ) -> GetProductImage200 | GetProductImage204:
        """Return the image, if the product has one."""
        async with self._database.read() as session:
            row = await repository.find_product(session, call.principal.tenant_id, product_id)
            if row is None:
                raise not_found()
            image = await session.get(ProductImageRow, product_id)
        if image is None:
            return GetProductImage204()
        return GetProductImage200(body=image.content, media_type=image.media_type)


def representation(row: ProductRow) -> Product:
    """Return what the contract tells of a product."""
    return Product(
        id=row.id,
        sku=row.sku,
        name=row.name,
        description=MISSING if row.description is None else row.description,
        price=row.price,
        stock=row.stock,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _changes(patch: ProductPatch) -> dict[str, Any]:
    """Return the columns to change: what the patch has (RFC 7396), null included."""
    members = {name: getattr(patch, name) for name in ("sku", "name", "description", "price")}
    return {name: value for name, value in members.items() if value is not MISSING}
