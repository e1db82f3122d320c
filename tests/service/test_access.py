"""A1 to A8: who may do what, and what nobody may do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from service_contract import Operation
from service_harness import ANVIL, KETTLE, PASSWORD, PNG, Caller, Service

ROLES = ("customer", "staff", "manager", "admin")
SCOPES = ("products:read", "stock:read", "stock:write", "orders:read")
HOLDERS = {"customer": "alice", "staff": "sam", "manager": "mia", "admin": "root"}

Values = dict[str, str]


class ValidRequest:
    """Makes a request of any operation that succeeds for whoever may make it."""

    def __init__(self, service: Service, caller: Caller, *, is_user: bool) -> None:
        self._service = service
        self._caller = caller
        self._is_user = is_user

    def send(self, operation: Operation) -> httpx.Response:
        values = self._values(operation)
        path = operation.path.format(**values)
        media_type, body = self._service.contract.example(operation)
        change = BODIES.get(operation.id)
        body = change(self._service, body) if change else body
        headers = {"Idempotency-Key": str(uuid4()), "If-Match": "*"}
        if media_type is None:
            return self._caller.request(operation.method, path, headers=headers)
        if media_type == "application/x-www-form-urlencoded":
            return self._caller.request(operation.method, path, data=body)
        content = body if isinstance(body, bytes) else json.dumps(body)
        headers["Content-Type"] = media_type
        return self._caller.request(operation.method, path, content=content, headers=headers)

    def _values(self, operation: Operation) -> Values:
        service, values = self._service, {}
        if "{product_id}" in operation.path:
            values["product_id"] = service.mia.new_product(5)["id"]
        if "{movement_id}" in operation.path:
            movements = service.mia.get(f"/products/{values['product_id']}/stock-movements")
            values["movement_id"] = movements.json()["items"][0]["id"]
        if "{order_id}" in operation.path:
            values["order_id"] = self._order(operation)
        if "{user_id}" in operation.path:
            values["user_id"] = registered(service)
        if "{session_id}" in operation.path:
            values["session_id"] = self._second_session()
        return values

    def _order(self, operation: Operation) -> str:
        owner = self._caller if self._is_user else self._service.alice
        product = self._service.mia.new_product(5, price=1999)
        order = owner.new_order(product["id"], 2).json()
        if operation.id == "shipOrder":
            payment = {"method": "card", "amount": order["total"]}
            assert owner.post(f"/orders/{order['id']}/payment", payment).status_code == 200
        return str(order["id"])

    def _second_session(self) -> str:
        name = self._caller.get("/me").json()["name"].lower()
        return str(self._service.sign_in(name)["session_id"])


def registered(service: Service) -> str:
    """Register somebody new, and return their id."""
    email = f"{uuid4().hex}@acme.example"
    body = {"tenant": "acme", "email": email, "name": "Somebody", "password": PASSWORD}
    assert service.nobody.http.post("/users", json=body).status_code == 202
    credentials = {"tenant": "acme", "email": email, "password": PASSWORD}
    tokens = service.nobody.http.post("/sessions", json=credentials).json()
    return str(service.with_token(tokens["access_token"]).get("/me").json()["id"])


BODIES: dict[str, Callable[[Service, Any], Any]] = {
    "refreshSession": lambda service, _: {"refresh_token": service.sign_in("bob")["refresh_token"]},
    "issueToken": lambda _, body: {**body, "client_secret": PASSWORD},
    "createProduct": lambda _, body: {**body, "sku": f"NEW-{uuid4().hex[:8].upper()}"},
    "putProductImage": lambda *_: PNG,
}


def identities(service: Service) -> list[tuple[str, Caller, tuple[str, ...], tuple[str, ...]]]:
    found: list[tuple[str, Caller, tuple[str, ...], tuple[str, ...]]] = []
    for index, role in enumerate(ROLES):
        held = ROLES[: index + 1]
        found.append((role, service.fresh(HOLDERS[role]), held, ()))
    for missing in SCOPES:
        held = tuple(scope for scope in SCOPES if scope != missing)
        found.append((f"client without {missing}", service.client(" ".join(held)), (), held))
    found.append(("client", service.client(" ".join(SCOPES)), (), SCOPES))
    return found


def test_a1_matrix_of_operations_and_identities_is_as_the_contract_declares(
    service: Service,
) -> None:
    callers = identities(service)
    wrong = []
    for operation in service.contract.operations:
        if operation.security:
            response = send_with_random_ids(service.nobody, operation)
            ok = response.status_code == 401
            wrong += [] if ok else [("anonymous", operation.id, response.status_code)]
        for name, caller, roles, scopes in callers:
            if not operation.security or operation.admits(roles, scopes):
                response = ValidRequest(service, caller, is_user=bool(roles)).send(operation)
                ok = response.is_success
            else:
                response = send_with_random_ids(caller, operation)
                ok = response.status_code == 403
            wrong += [] if ok else [(name, operation.id, response.status_code, response.text)]
    assert wrong == []
    assert len(service.contract.operations) >= 24


def send_with_random_ids(caller: Caller, operation: Operation) -> httpx.Response:
    """Send what a caller who may not do this can know: nothing."""
    values = {p["name"]: str(uuid4()) for p in operation.parameters if p["in"] == "path"}
    return caller.request(operation.method, operation.path.format(**values))


def test_a2_scope_without_role_and_role_without_scope_is_403(service: Service) -> None:
    client = service.client("products:read stock:read orders:read")
    assert client.get("/me").status_code == 403
    assert client.new_order(KETTLE).status_code == 403
    movement = {"kind": "receipt", "quantity": 1}
    assert client.post(f"/products/{KETTLE}/stock-movements", movement).status_code == 403
    assert service.alice.post(f"/products/{KETTLE}/stock-movements", movement).status_code == 403
    assert service.alice.get(f"/products/{KETTLE}/stock-movements").status_code == 403


def foreign_values(service: Service) -> Values:
    product = service.mia.new_product(3)["id"]
    movements = service.mia.get(f"/products/{product}/stock-movements").json()["items"]
    return {
        "product_id": product,
        "movement_id": movements[0]["id"],
        "order_id": service.alice.new_order(product).json()["id"],
        "session_id": service.sign_in("alice")["session_id"],
        "user_id": service.alice.get("/me").json()["id"],
    }


def send_to(caller: Caller, operation: Operation, values: Values) -> httpx.Response:
    media_type, body = caller.service.contract.example(operation)
    body = PNG if operation.id == "putProductImage" else body
    content = body if isinstance(body, bytes) else json.dumps(body)
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": "*"}
    if media_type is None:
        content = b""
    else:
        headers["Content-Type"] = media_type
    path = operation.path.format(**values)
    return caller.request(operation.method, path, content=content, headers=headers)


def without_id(response: httpx.Response) -> tuple[int, dict[str, Any]]:
    return response.status_code, response.json()


def test_a3_foreign_ids_are_answered_as_random_ones(service: Service) -> None:
    values = foreign_values(service)
    random = dict.fromkeys(values, str(uuid4()))
    compared = 0
    for operation in service.contract.operations:
        if "{" not in operation.path:
            continue
        own = operation.path.startswith(("/orders", "/sessions"))
        for caller, roles in ((service.max, ROLES[:3]), (service.bob, ROLES[:1])):
            if not operation.admits(roles, ()) or (caller is service.bob and not own):
                continue
            foreign = without_id(send_to(caller, operation, values))
            assert foreign == without_id(send_to(caller, operation, random)), operation.id
            assert foreign[0] == 404, operation.id
            compared += 1
    assert compared >= 15


def test_a4_foreign_ids_in_bodies_and_filters_have_no_effect(service: Service) -> None:
    anvils = service.max.stock(ANVIL)
    mine = service.mia.new_product(3)["id"]
    lines = [{"product_id": mine, "quantity": 1}, {"product_id": ANVIL, "quantity": 1}]
    assert service.alice.post("/orders", {"lines": lines}).status_code == 404
    assert service.mia.stock(mine) == 3
    assert service.max.stock(ANVIL) == anvils
    found = service.erin.get("/products", params={"q": "KETTLE", "limit": 100}).json()
    assert found["items"] == []


def test_a5_the_owner_sees_nothing_changed_after_refused_attempts(service: Service) -> None:
    values = foreign_values(service)
    order, product = f"/orders/{values['order_id']}", f"/products/{values['product_id']}"
    before = service.alice.get(order).json(), service.mia.get(product).json()
    for operation in service.contract.operations:
        if "{" in operation.path:
            for caller in (service.max, service.bob):
                if caller is service.bob and operation.method == "GET":
                    continue  # a customer may read the products of the tenant
                assert send_to(caller, operation, values).status_code in {403, 404}
    assert (service.alice.get(order).json(), service.mia.get(product).json()) == before


READ_ONLY = ("id", "owner", "customer_id", "tenant", "role", "status", "version", "created_at")


@pytest.mark.parametrize("member", READ_ONLY)
def test_a6_members_that_the_service_decides_are_refused(service: Service, member: str) -> None:
    product = service.mia.new_product(3)
    extra = {member: product.get(member, "admin")}
    line = {"product_id": product["id"], "quantity": 1}
    registration = {
        "tenant": "acme",
        "email": f"{uuid4().hex}@acme.example",
        "name": "Mallory",
        "password": PASSWORD,
    }
    tried = [
        service.alice.post("/orders", {"lines": [line], **extra}),
        service.alice.post("/orders", {"lines": [line | extra]}),
        service.alice.post("/orders", {"lines": [line | {"unit_price": 1}]}),
        service.mia.post("/products", {"sku": "S-1", "name": "S", "price": 1, **extra}),
        service.mia.patch(f"/products/{product['id']}", {"price": 1, **extra}, if_match="*"),
        service.mia.patch(f"/products/{product['id']}", {"stock": 99}, if_match="*"),
    ]
    if member != "tenant":
        tried.append(service.nobody.http.post("/users", json=registration | extra))
    assert [response.status_code for response in tried] == [422] * len(tried)
    assert service.mia.get(f"/products/{product['id']}").json()["price"] == product["price"]


def test_a7_answers_have_no_members_beyond_the_schema(service: Service) -> None:
    names = {"User": "/me", "SessionList": "/sessions", "Product": f"/products/{KETTLE}"}
    for schema, path in names.items():
        known = service.contract.document["components"]["schemas"][schema]
        assert known["additionalProperties"] is False
        assert set(service.alice.get(path).json()) <= set(known["properties"])
    account = service.alice.get("/me").text
    assert "hash" not in account
    assert "argon2" not in account


def test_a8_methods_that_are_not_declared_are_405_with_allow(service: Service) -> None:
    declared: dict[str, set[str]] = {}
    for operation in service.contract.operations:
        declared.setdefault(operation.path, set()).add(operation.method)
    for path, methods in declared.items():
        concrete = path.replace("{", "").replace("}", "")
        for method in {"GET", "PUT", "POST", "DELETE", "PATCH", "TRACE"} - methods:
            response = service.alice.request(method, concrete)
            assert response.status_code == 405, (method, path)
            assert methods <= set(response.headers["Allow"].split(", "))
