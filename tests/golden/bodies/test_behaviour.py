from __future__ import annotations

from typing import Any

import pytest

from adhere.runtime import BearerToken, Conflict409, Granted, Ok200

ID = "3f8b1c1e-6f0a-4a49-9a38-0d1c5a3e9b11"
BEARER = {"Authorization": "Bearer t"}


@pytest.fixture
def app(package: Any, module: Any) -> Any:
    orders, models = module("orders"), module("models")

    class Security:
        async def bearer_auth(self, credential: BearerToken, request: Any) -> Granted[str] | None:
            return Granted("ann", frozenset()) if credential.token == "t" else None

    class Orders:
        async def list_orders(self, call: Any, *, limit: int, **_: Any) -> Any:
            return models.OrderPage(items=[], next=f"{call.principal} {limit}")

        async def create_order(self, call: Any, body: Any, *, idempotency_key: str) -> Any:
            if idempotency_key == "used":
                raise Conflict409(body=models.Problem(title="No", status=409))
            lines = [
                models.OrderLinesItem(sku=line.sku, quantity=line.quantity) for line in body.lines
            ]
            order = models.Order(id=ID, status=body.status, lines=lines)
            return orders.CreateOrder201(body=order, location=f"/orders/{ID}")

        async def cancel_order(self, call: Any, **_: Any) -> None:
            return None

        async def get_receipt(self, call: Any, **_: Any) -> Any:
            return Ok200(body=b"%PDF", media_type="application/pdf")

        async def put_receipt(self, call: Any, body: Any, **_: Any) -> None:
            assert await body.file.read() == b"data"
            assert body.file_name == "x"

    return package.create_app(security=Security(), orders=Orders())


ORDER = {"status": "placed", "lines": [{"sku": "a", "quantity": 1}]}


def test_a_created_order_comes_with_its_location(app: Any, send: Any) -> None:
    headers = {**BEARER, "Idempotency-Key": "k"}
    response = send(app)("POST", "/orders", json=ORDER, headers=headers)
    assert (response.status_code, response.headers["location"]) == (201, f"/orders/{ID}")
    assert response.json() == {"id": ID, **ORDER}


def test_an_error_reply_may_be_raised(app: Any, send: Any) -> None:
    headers = {**BEARER, "Idempotency-Key": "used"}
    response = send(app)("POST", "/orders", json=ORDER, headers=headers)
    assert (response.status_code, response.json()) == (409, {"title": "No", "status": 409})


def test_callers_are_recognised(app: Any, send: Any) -> None:
    assert send(app)("GET", "/orders").status_code == 401
    assert send(app)("GET", "/orders", headers=BEARER).json() == {"items": [], "next": "ann 20"}


def test_bodies_of_other_kinds(app: Any, send: Any) -> None:
    url = f"/orders/{ID}/receipt"
    assert send(app)("GET", url, headers=BEARER).content == b"%PDF"
    files = {"file": ("f.bin", b"data")}
    response = send(app)("PUT", url, files=files, data={"fileName": "x"}, headers=BEARER)
    assert response.status_code == 204
    assert send(app)("DELETE", f"/orders/{ID}", headers=BEARER).status_code == 204
