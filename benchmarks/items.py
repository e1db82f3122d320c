"""The service that is measured: on the runtime, and written by hand on FastAPI.

Both check the same: a bearer token, the path, six fields, and what they answer.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from adhere.runtime import (
    BearerToken,
    Call,
    ClosedModel,
    ContractFiles,
    Granted,
    Model,
    Options,
    create_app,
    operation,
    scheme,
)

ITEM = "6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11"
BODY = {
    "sku": "ABC-123",
    "name": "A thing",
    "price": 1999,
    "stock": 3,
    "active": True,
    "note": "bright",
}
LISTED = 5
LARGE = 4_000_000  # bytes
PROPERTIES = {
    "sku": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$"},
    "name": {"type": "string", "minLength": 1, "maxLength": 100},
    "price": {"type": "integer", "minimum": 0},
    "stock": {"type": "integer", "minimum": 0},
    "active": {"type": "boolean"},
    "note": {"type": "string", "maxLength": 200},
}


class NewItem(BaseModel):
    """The six fields of a request."""

    model_config = ConfigDict(extra="forbid")

    sku: Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]+$")]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    price: Annotated[int, Field(ge=0)]
    stock: Annotated[int, Field(ge=0)]
    active: bool
    note: Annotated[str, Field(max_length=200)]


class Item(NewItem):
    """A stored item."""

    id: UUID


class Count(BaseModel):
    """How many items were taken."""

    count: int


class ContractNewItem(ClosedModel):
    """The six fields of a request, as `adhere generate` writes them."""

    sku: str
    name: Annotated[str, Field(max_length=100, min_length=1)]
    price: Annotated[int, Field(ge=0)]
    stock: Annotated[int, Field(ge=0)]
    active: bool
    note: Annotated[str, Field(max_length=200)]


class ContractItem(Model):
    """A stored item, as `adhere generate` writes it."""

    id: UUID
    sku: str
    name: Annotated[str, Field(max_length=100, min_length=1)]
    price: Annotated[int, Field(ge=0)]
    stock: Annotated[int, Field(ge=0)]
    active: bool
    note: Annotated[str, Field(max_length=200)]


class ContractCount(Model):
    """How many items were taken, as `adhere generate` writes it."""

    count: int


def stored(item_id: str | UUID) -> Item:
    """Return an item as a store would give it."""
    return Item.model_validate({"id": item_id, **BODY})


def found(item_id: str | UUID) -> ContractItem:
    """Return the same, of the generated class."""
    return ContractItem.model_validate({"id": item_id, **BODY})


def content(schema: Any) -> dict[str, Any]:
    """Return the content of a JSON body."""
    return {"content": {"application/json": {"schema": schema}}}


def contract(routes: int = 0) -> dict[str, Any]:
    """Return the contract of both services, with this many further operations."""
    new = {"type": "object", "required": list(PROPERTIES), "properties": PROPERTIES}
    identifier = {"type": "string", "format": "uuid"}
    item = {
        **new,
        "required": ["id", *PROPERTIES],
        "properties": {"id": identifier, **PROPERTIES},
    }
    count = {"type": "object", "required": ["count"], "properties": {"count": {"type": "integer"}}}
    one, many = {"$ref": "#/components/schemas/Item"}, {"$ref": "#/components/schemas/NewItem"}
    made = {"201": {"description": "made", **content(one)}}
    read = {"200": {"description": "read", **content(one)}}
    listed = {"200": {"description": "list", **content({"type": "array", "items": one})}}
    taken = {"200": {"description": "taken", **content(count)}}
    by_id = {"name": "item_id", "in": "path", "required": True, "schema": identifier}
    several = content({"type": "array", "items": many})
    get = {"parameters": [by_id], "responses": read}
    further = {f"/further/{n}/items/{{item_id}}": {"get": get} for n in range(routes)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Items", "version": "1"},
        "security": [{"bearer": []}],
        "paths": {
            "/items": {
                "post": {"requestBody": {"required": True, **content(many)}, "responses": made},
                "get": {"responses": listed},
            },
            "/items/{item_id}": {"get": get},
            "/imports": {
                "post": {"requestBody": {"required": True, **several}, "responses": taken}
            },
            **further,
        },
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {"NewItem": {**new, "additionalProperties": False}, "Item": item},
        },
    }


class Items(Protocol):
    """The operations, as generated."""

    @operation("POST", "/items")
    async def create_item(self, call: Call[str], body: ContractNewItem) -> ContractItem:
        """Make an item."""

    @operation("GET", "/items")
    async def list_items(self, call: Call[str]) -> list[ContractItem]:
        """List five items."""

    @operation("GET", "/items/{item_id}")
    async def get_item(self, call: Call[str], *, item_id: UUID) -> ContractItem:
        """Read an item."""

    @operation("POST", "/imports")
    async def take_items(self, call: Call[str], body: list[ContractNewItem]) -> ContractCount:
        """Take many items."""


class Security(Protocol):
    """The schemes, as generated."""

    @scheme("bearer")
    async def bearer(self, credential: BearerToken, request: Any) -> Granted[str] | None:
        """HTTP bearer."""


class Shop:
    """Implements `Items` and `Security`."""

    async def create_item(self, call: Call[str], body: ContractNewItem) -> ContractItem:  # noqa: ARG002  # the Protocol's
        """Make an item."""
        return ContractItem(id=UUID(ITEM), **body.model_dump())

    async def get_item(self, call: Call[str], *, item_id: UUID) -> ContractItem:  # noqa: ARG002  # the Protocol's
        """Read an item."""
        return found(item_id)

    async def list_items(self, call: Call[str]) -> list[ContractItem]:  # noqa: ARG002  # the Protocol's
        """List five items."""
        return [found(ITEM) for _ in range(LISTED)]

    async def take_items(self, call: Call[str], body: list[ContractNewItem]) -> ContractCount:  # noqa: ARG002  # the Protocol's
        """Take many items."""
        return ContractCount(count=len(body))

    async def bearer(self, credential: BearerToken, request: Any) -> Granted[str] | None:  # noqa: ARG002  # the Protocol's
        """Recognise the one caller."""
        return Granted("caller") if credential.token == "good" else None  # noqa: S105  # a benchmark's


def generated_service(folder: Path, routes: int = 0) -> FastAPI:
    """Return the service on the runtime, with this many further operations."""
    (folder / "contract.json").write_text(json.dumps(contract(routes)), encoding="utf-8")
    shop = Shop()
    implementations = {Items: shop, **({further(routes): shop_of(routes)} if routes else {})}
    options = Options(max_body=LARGE)
    return create_app(ContractFiles(folder), implementations, Security, shop, options)


def further(routes: int) -> type:
    """Return the Protocol of the further operations."""
    methods = {
        f"get_{n}": operation("GET", f"/further/{n}/items/{{item_id}}")(method_of(n))
        for n in range(routes)
    }
    return type("Further", (), methods)


def shop_of(routes: int) -> object:
    """Return what implements the further operations."""
    return type("FurtherShop", (), {f"get_{n}": method_of(n) for n in range(routes)})()


def method_of(number: int) -> Any:
    """Return a method of its own that reads an item."""

    async def get(self: Any, call: Call[str], *, item_id: UUID) -> ContractItem:  # noqa: ARG001  # the Protocol's
        return found(item_id)

    get.__name__ = f"get_{number}"
    return get


BEARER = HTTPBearer()


async def caller(credentials: Annotated[HTTPAuthorizationCredentials, Depends(BEARER)]) -> str:
    """Recognise the one caller."""
    if credentials.credentials != "good":
        raise HTTPException(401)
    return "caller"


def handwritten_service() -> FastAPI:
    """Return the same service as one writes it on FastAPI."""
    app = FastAPI()

    @app.post("/items", status_code=201)
    async def create_item(body: NewItem, who: Annotated[str, Depends(caller)]) -> Item:  # noqa: ARG001  # a guard
        return Item(id=UUID(ITEM), **body.model_dump())

    @app.get("/items/{item_id}")
    async def get_item(item_id: UUID, who: Annotated[str, Depends(caller)]) -> Item:  # noqa: ARG001  # a guard
        return stored(item_id)

    @app.get("/items")
    async def list_items(who: Annotated[str, Depends(caller)]) -> list[Item]:  # noqa: ARG001  # a guard
        return [stored(ITEM) for _ in range(LISTED)]

    @app.post("/imports")
    async def take_items(body: list[NewItem], who: Annotated[str, Depends(caller)]) -> Count:  # noqa: ARG001  # a guard
        return Count(count=len(body))

    return app
