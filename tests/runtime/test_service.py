"""A hand-written package in the generated shape, served over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import httpx
import pytest
from orders_package.app import create_app
from orders_package.models import NewOrder, Order, Problem
from orders_package.orders import CreateOrder201, CreateOrder409
from orders_package.replies import NotFound404

from adhere.runtime import ApiKey, BearerToken, Call, Granted, ImplementationError

ORDER = UUID("6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b11")
AUTH = {"Authorization": "Bearer good"}


class Caller:
    async def bearer_auth(self, credential: BearerToken, request: Any) -> Granted[str] | None:
        scopes = {"good": {"orders"}, "boss": {"orders", "admin"}, "weak": set()}
        if credential.token not in scopes:
            return None
        return Granted(credential.token, frozenset(scopes[credential.token]))

    def api_key(self, credential: ApiKey, request: Any) -> Granted[str] | None:
        return Granted("machine") if credential.value == "k" else None


class Shop:
    async def get_order(self, call: Call[str], *, order_id: UUID) -> Order:
        assert isinstance(order_id, UUID)
        if order_id != ORDER:
            raise NotFound404(body=Problem(title="No such order", status=404))
        return Order(id=order_id, sku="ABC-1")

    async def create_order(
        self, call: Call[str], body: NewOrder, *, idempotency_key: str
    ) -> CreateOrder201:
        if body.sku == "XXX-0":
            raise CreateOrder409(body=Problem(title="No stock", status=409))
        call.response_headers["X-Caller"] = str(call.principal)
        order = Order(id=ORDER, sku=body.sku, quantity=body.quantity)
        return CreateOrder201(body=order, location=f"/orders/{order.id}")

    def delete_order(self, call: Call[str], *, order_id: UUID) -> None:
        return None

    async def list_orders(self, call: Call[str], *, limit: int, status: Any, after: Any) -> Any:
        return [Order(id=ORDER, sku=f"{limit}|{status}|{after}", quantity=1)]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client() -> Any:
    app = create_app(orders=Shop(), security=Caller())  # type: ignore[arg-type]  # partial on purpose
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.anyio
async def test_get_returns_the_bare_model(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/orders/{ORDER}", headers=AUTH)
    assert response.status_code == 200
    assert response.json() == {"id": str(ORDER), "sku": "ABC-1"}  # no default that nobody set
    head = await client.head(f"/orders/{ORDER}", headers=AUTH)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == response.headers["content-length"]


@pytest.mark.anyio
async def test_raised_reply(client: httpx.AsyncClient) -> None:
    response = await client.get("/orders/6a0b1f0e-2f0f-4c5e-9a3e-0d9a0f8f2b12", headers=AUTH)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.anyio
async def test_post(client: httpx.AsyncClient) -> None:
    headers = AUTH | {"Idempotency-Key": "a"}
    response = await client.post("/orders", json={"sku": "ABC-1", "quantity": 2}, headers=headers)
    assert response.status_code == 201, response.text
    assert response.headers["location"] == f"/orders/{ORDER}"
    assert response.headers["x-caller"] == "good"
    response = await client.post("/orders", json={"sku": "XXX-0", "quantity": 2}, headers=headers)
    assert response.status_code == 409
    response = await client.post("/orders", json={"sku": "abc", "quantity": 0}, headers=headers)
    assert response.status_code == 422
    assert {e["pointer"] for e in response.json()["errors"]} == {"/body/sku", "/body/quantity"}
    response = await client.post("/orders", json={"sku": "ABC-1", "quantity": 2}, headers=AUTH)
    assert response.json()["errors"] == [
        {"pointer": "/header/Idempotency-Key", "detail": "is required."}
    ]


@pytest.mark.anyio
async def test_query(client: httpx.AsyncClient) -> None:
    response = await client.get("/orders?status=open&status=paid&limit=5", headers=AUTH)
    assert response.json()[0]["sku"] == "5|['open', 'paid']|None"
    response = await client.get("/orders", headers=AUTH)
    assert response.json()[0]["sku"] == "20|None|None"
    for query in ("limit=0", "limit=x", "limit=1&limit=2", "nope=1", "limit=%FF", "status=x"):
        response = await client.get(f"/orders?{query}", headers=AUTH)
        assert response.status_code == 422, query


@pytest.mark.anyio
async def test_security(client: httpx.AsyncClient) -> None:
    path = f"/orders/{ORDER}"
    response = await client.get(path)
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    response = await client.get(path, headers={"Authorization": "bearer nope"})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    response = await client.get(path, headers={"Authorization": "Bearer weak"})
    assert response.status_code == 403
    expected = 'Bearer error="insufficient_scope", scope="orders"'
    assert response.headers["www-authenticate"] == expected
    assert (await client.delete(path, headers={"X-Key": "k"})).status_code == 204
    assert (await client.delete(path, headers={"Authorization": "Bearer boss"})).status_code == 204
    assert (await client.delete(path, headers=AUTH)).status_code == 403


@pytest.mark.anyio
async def test_routing_and_documents(client: httpx.AsyncClient) -> None:
    assert (await client.get("/ping")).status_code == 501
    response = await client.put("/orders")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    response = await client.get("/nowhere")
    assert response.status_code == 404
    assert response.json() == {"title": "Not Found", "status": 404}
    assert (await client.get("/openapi.json")).json()["info"]["title"] == "Orders"
    assert (await client.get("/docs")).status_code == 200


def test_security_is_required_for_an_implemented_operation() -> None:
    with pytest.raises(ImplementationError, match="no security is given"):
        create_app(orders=Shop())  # type: ignore[arg-type]  # partial on purpose


def test_wrong_signature_is_found() -> None:
    class Wrong:
        async def get_order(self, call: Any) -> None:
            pass

    with pytest.raises(ImplementationError, match="order_id") as caught:
        create_app(orders=Wrong(), security=Caller())  # type: ignore[arg-type]  # wrong on purpose
    (finding,) = caught.value.findings
    place = f"{__file__}:{Wrong.get_order.__code__.co_firstlineno}: Wrong.get_order"
    assert finding.startswith(f"{place} (GET /orders/{{order_id}}) does not take")
    assert finding.endswith("Define it as async def get_order(self, call, *, order_id).")
