"""CPU time of a request: the runtime against the same service written by hand on FastAPI.

Both run in this process, called as ASGI applications without a server; rounds alternate and
the best of each is reported. Run: `python -m benchmarks.request_time`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from adhere.runtime import (
    BearerToken,
    Call,
    ContractFiles,
    Granted,
    Reply,
    create_app,
    operation,
    scheme,
)

ROUNDS = 7
REQUESTS = 2000
ITEM = "6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11"
BODY = {
    "sku": "ABC-123",
    "name": "A thing",
    "price": 1999,
    "stock": 3,
    "active": True,
    "note": "bright",
}
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


def contract() -> dict[str, Any]:
    """Return the contract of both services."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}
    new = {"type": "object", "required": list(PROPERTIES), "properties": PROPERTIES}
    item = {
        **new,
        "required": ["id", *PROPERTIES],
        "properties": {"id": {"type": "string", "format": "uuid"}, **PROPERTIES},
    }
    post = {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewItem"}}},
        },
        "responses": {"201": {"description": "made", "content": content}},
    }
    get = {
        "parameters": [
            {
                "name": "item_id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "format": "uuid"},
            }
        ],
        "responses": {"200": {"description": "read", "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Items", "version": "1"},
        "security": [{"bearer": []}],
        "paths": {"/items": {"post": post}, "/items/{item_id}": {"get": get}},
        "components": {
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            "schemas": {"NewItem": {**new, "additionalProperties": False}, "Item": item},
        },
    }


class Items(Protocol):
    """The operations, as generated."""

    @operation("POST", "/items")
    async def create_item(self, call: Call[str], body: NewItem) -> Item | CreateItem201:
        """Make an item."""

    @operation("GET", "/items/{item_id}")
    async def get_item(self, call: Call[str], *, item_id: UUID) -> Item | GetItem200:
        """Read an item."""


class CreateItem201(Reply[Item], status=201):
    """Made."""


class GetItem200(Reply[Item], status=200):
    """Read."""


class Security(Protocol):
    """The schemes, as generated."""

    @scheme("bearer")
    async def bearer(self, credential: BearerToken, request: Any) -> Granted[str] | None:
        """HTTP bearer."""


class Shop:
    """Implements `Items` and `Security`."""

    async def create_item(self, call: Call[str], body: NewItem) -> Item:  # noqa: ARG002  # the Protocol's
        """Make an item."""
        return Item(id=UUID(ITEM), **body.model_dump())

    async def get_item(self, call: Call[str], *, item_id: UUID) -> Item:  # noqa: ARG002  # the Protocol's
        """Read an item."""
        return Item.model_validate({"id": item_id, **BODY})

    async def bearer(self, credential: BearerToken, request: Any) -> Granted[str] | None:  # noqa: ARG002  # the Protocol's
        """Recognise the one caller."""
        return Granted("caller") if credential.token == "good" else None  # noqa: S105  # a benchmark's


def generated_service(folder: Path) -> FastAPI:
    """Return the service on the runtime."""
    (folder / "contract.json").write_text(json.dumps(contract()), encoding="utf-8")
    shop = Shop()
    return create_app(ContractFiles(folder), {Items: shop}, Security, shop)


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
        return Item.model_validate({"id": item_id, **BODY})

    return app


def request(method: str, path: str, body: bytes) -> dict[str, Any]:
    """Return the ASGI scope of a request as uvicorn makes it."""
    headers = [
        (b"host", b"localhost"),
        (b"accept", b"*/*"),
        (b"user-agent", b"benchmark"),
        (b"authorization", b"Bearer good"),
    ]
    if body:
        headers += [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


async def answer(app: FastAPI, scope: dict[str, Any], body: bytes) -> int:
    """Send one request and return the status."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app({**scope, "state": {}, "headers": list(scope["headers"])}, receive, send)
    return statuses[0]


async def microseconds(run: Callable[[], Awaitable[int]], expected: int) -> float:
    """Return the CPU time of one request in microseconds."""
    if (got := await run()) != expected:
        sys.exit(f"a service answers {got}, not {expected}")
    start = time.process_time()
    for _ in range(REQUESTS):
        await run()
    return (time.process_time() - start) / REQUESTS * 1e6


async def compare(name: str, apps: tuple[FastAPI, FastAPI], *, scope: dict[str, Any]) -> float:
    """Measure one request on both services in turn, print the best of each, return the ratio."""
    body = json.dumps(BODY).encode() if scope["method"] == "POST" else b""
    expected = 201 if body else 200
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for index, app in enumerate(apps):
            measured = await microseconds(lambda app=app: answer(app, scope, body), expected)  # type: ignore[misc]  # bound at once
            best[index] = min(best[index], measured)
    ratio = best[0] / best[1]
    print(f"{name}: {best[0]:.0f} us against {best[1]:.0f} us, ratio {ratio:.2f}")  # noqa: T201  # the report
    return ratio


async def main() -> None:
    """Measure a read by id and a create with six fields."""
    body = json.dumps(BODY).encode()
    with tempfile.TemporaryDirectory() as folder:
        apps = (generated_service(Path(folder)), handwritten_service())
        await compare("GET by id", apps, scope=request("GET", f"/items/{ITEM}", b""))
        await compare("POST of six fields", apps, scope=request("POST", "/items", body))


if __name__ == "__main__":
    asyncio.run(main())
