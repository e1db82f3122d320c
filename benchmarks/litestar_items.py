"""The measured service on Litestar with msgspec; runs in an environment of its own.

`serve` names the service for uvicorn. Nothing of this project is imported.
"""

# Its libraries are in the other environment:
# mypy: ignore-errors
from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Litestar, get, post
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler

ITEM = UUID("6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11")


class NewItem(msgspec.Struct, forbid_unknown_fields=True):
    """The six fields of a request."""

    sku: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}-[0-9]+$")]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    price: Annotated[int, msgspec.Meta(ge=0)]
    stock: Annotated[int, msgspec.Meta(ge=0)]
    active: bool
    note: Annotated[str, msgspec.Meta(max_length=200)]


class Item(NewItem, kw_only=True):
    """A stored item."""

    id: UUID


BODY = {
    "sku": "ABC-123",
    "name": "A thing",
    "price": 1999,
    "stock": 3,
    "active": True,
    "note": "bright",
}


def stored(item_id: UUID) -> Item:
    """Return an item as a store would give it."""
    return msgspec.convert({"id": item_id, **BODY}, Item)


def known_caller(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Recognise the one caller."""
    if connection.headers.get("authorization") != "Bearer good":
        raise NotAuthorizedException


@get("/items/{item_id:uuid}", guards=[known_caller])
async def get_item(item_id: UUID) -> Item:
    """Read an item."""
    return stored(item_id)


@get("/items", guards=[known_caller])
async def list_items() -> list[Item]:
    """List five items."""
    return [stored(ITEM) for _ in range(5)]


@post("/items", guards=[known_caller])
async def create_item(data: NewItem) -> Item:
    """Make an item."""
    return Item(id=ITEM, **msgspec.structs.asdict(data))


serve = Litestar([get_item, list_items, create_item], openapi_config=None)
