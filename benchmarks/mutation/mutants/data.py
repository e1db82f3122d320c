"""What may be sent: constraints, and members that are not the caller's to choose."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.plant import Plant, Request
from benchmarks.mutation.world import KETTLE, World
from impl.accounts import repository as accounts
from impl.accounts.tables import UserRow
from impl.products.tables import ProductRow

C, A = Family.CONSTRAINTS, Family.MASS_ASSIGNMENT
PRODUCTS = r"POST /products"


def members(pattern: str, repair: Callable[[dict[str, Any]], Any]) -> Callable[[Plant], None]:
    """Let what breaks a constraint pass, by making it fit before the service sees it."""

    def change(request: Request) -> None:
        body = request.json
        if isinstance(body, dict):
            before = copy.deepcopy(body)
            repair(body)
            if body != before:
                request.json = body

    return lambda plant: plant.request(pattern, change)


def _in_query(pattern: str, name: str, repair: Callable[[str], str]) -> Callable[[Plant], None]:
    def change(request: Request) -> None:
        if name in request.query:
            request.query[name] = repair(request.query[name])

    return lambda plant: plant.request(pattern, change)


def _in_header(pattern: str, name: str, repair: Callable[[str], str]) -> Callable[[Plant], None]:
    def change(request: Request) -> None:
        value = repair(request.headers.get(name, ""))
        if value:
            request.headers[name] = value

    return lambda plant: plant.request(pattern, change)


def _shorten(name: str, longest: int) -> Callable[[dict[str, Any]], None]:
    def repair(body: dict[str, Any]) -> None:
        if isinstance(body.get(name), str):
            body[name] = body[name][:longest]

    return repair


def _clamp(name: str, low: int, high: int) -> Callable[[dict[str, Any]], None]:
    def repair(body: dict[str, Any]) -> None:
        if type(body.get(name)) is int:
            body[name] = min(max(body[name], low), high)

    return repair


def _upper_sku(body: dict[str, Any]) -> None:
    if isinstance(body.get("sku"), str):
        body["sku"] = re.sub(r"[^A-Z0-9-]", "X", body["sku"].upper()) or "X"


def _number_from_text(body: dict[str, Any]) -> None:
    if isinstance(body.get("price"), str) and body["price"].isdecimal():
        body["price"] = int(body["price"])


def _default_price(body: dict[str, Any]) -> None:
    body.setdefault("price", 100)


def _drop_unknown(body: dict[str, Any]) -> None:
    for name in set(body) - {"sku", "name", "description", "price"}:
        del body[name]


def _other_method(body: dict[str, Any]) -> None:
    if isinstance(body.get("method"), str) and body["method"] not in {"card", "invoice"}:
        body["method"] = "card"


def _any_mail(body: dict[str, Any]) -> None:
    if isinstance(body.get("email"), str) and "@" not in body["email"]:
        body["email"] = f"{len(body['email'])}@acme.example"


def _few_lines(body: dict[str, Any]) -> None:
    if isinstance(body.get("lines"), list):
        body["lines"] = body["lines"][:50]


def _post(path: str, body: Any, who: str | None = "manager") -> Callable[[World], object]:
    return lambda world: world.post(who, path, body, key=world.name()).status_code


def _order(quantity: Any = 1, times: int = 1) -> dict[str, Any]:
    return {"lines": [{"product_id": KETTLE, "quantity": quantity}] * times}


def _thing(**members: Any) -> dict[str, Any]:
    return {"sku": "BAD-1", "name": "n", "price": 1, **members}


def _clamped_quantity(body: dict[str, Any]) -> None:
    for line in body.get("lines") or []:
        if isinstance(line, dict):
            _clamp("quantity", 1, 1000)(line)


def _assigned(member: str) -> Callable[[Plant], None]:
    """Let the creator of a product choose what the service is to choose."""

    def plant(plant: Plant) -> None:
        sent: list[Any] = []

        def take(request: Request) -> None:
            body = request.json
            if isinstance(body, dict) and member in body:
                sent[:] = [body.pop(member)]
                request.json = body

        right = ProductRow.__init__

        def init(row: Any, **columns: Any) -> None:
            if sent and type(sent[0]) is int and sent[0] > 0:
                columns[member] = sent.pop()
            right(row, **columns)

        plant.request(PRODUCTS, take)
        plant.patch(ProductRow, "__init__", init)

    return plant


def _role_assigned(plant: Plant) -> None:
    sent: list[Any] = []

    def take(request: Request) -> None:
        body = request.json
        if isinstance(body, dict) and body.get("role") in {"staff", "manager", "admin"}:
            sent[:] = [body.pop("role")]
            request.json = body

    plant.request(r"POST /users", take)
    right = accounts.add_customer

    async def add(session: Any, tenant: Any, email: str, **named: Any) -> None:
        await right(session, tenant, email, **named)
        if sent:
            change = update(UserRow).where(UserRow.email == email)
            await session.execute(change.values(role=sent.pop()))

    plant.patch(accounts, "add_customer", add)


REGISTRATION = {"tenant": "acme", "email": "no-address", "name": "n", "password": "long enough"}

MUTANTS = (
    Mutant(
        "long-names-taken",
        C,
        members(PRODUCTS, _shorten("name", 120)),
        _post("/products", _thing(name="n" * 121)),
    ),
    Mutant(
        "sku-pattern-open", C, members(PRODUCTS, _upper_sku), _post("/products", _thing(sku="a b"))
    ),
    Mutant(
        "negative-price-taken",
        C,
        members(PRODUCTS, _clamp("price", 0, 10**9 + 1)),
        _post("/products", _thing(price=-1)),
    ),
    Mutant(
        "price-as-text-taken",
        C,
        members(PRODUCTS, _number_from_text),
        _post("/products", _thing(price="12")),
    ),
    Mutant(
        "price-not-required",
        C,
        members(PRODUCTS, _default_price),
        _post("/products", {"sku": "BAD-2", "name": "n"}),
    ),
    Mutant(
        "unknown-members-taken",
        C,
        members(PRODUCTS, _drop_unknown),
        _post("/products", _thing(colour="red")),
    ),
    Mutant(
        "quantity-limits-open",
        C,
        members(r"POST /orders", _clamped_quantity),
        _post("/orders", _order(0), "customer"),
    ),
    Mutant(
        "too-many-lines-taken",
        C,
        members(r"POST /orders", _few_lines),
        _post("/orders", _order(times=51), "customer"),
    ),
    Mutant(
        "any-address-taken",
        C,
        members(r"POST /users", _any_mail),
        _post("/users", REGISTRATION, None),
    ),
    Mutant(
        "any-payment-method-taken",
        C,
        members(r"POST /orders/[^/]+/payment", _other_method),
        lambda w: (
            w.post(
                "customer",
                f"/orders/{w.order()['id']}/payment",
                {"method": "gold", "amount": 1},
                key=w.name(),
            ).status_code
        ),
    ),
    Mutant(
        "large-limit-taken",
        C,
        _in_query(r"GET /\w+", "limit", lambda t: str(min(int(t), 100)) if t.isdecimal() else t),
        lambda w: w.get("admin", "/users?limit=101").status_code,
    ),
    Mutant(
        "any-status-taken",
        C,
        _in_query(r"GET /orders", "status", lambda t: t if t.islower() and t.isalpha() else "paid"),
        lambda w: w.get("customer", "/orders?status=X").status_code,
    ),
    Mutant(
        "key-not-required",
        C,
        _in_header(r"POST /orders", "idempotency-key", lambda text: text or "made-up"),
        lambda w: w.post("customer", "/orders", _order()).status_code,
    ),
    Mutant(
        "stock-assigned",
        A,
        _assigned("stock"),
        _post("/products", _thing(stock=7)),
    ),
    Mutant("version-assigned", A, _assigned("version"), _post("/products", _thing(version=7))),
    Mutant(
        "role-assigned",
        A,
        _role_assigned,
        _post("/users", {**REGISTRATION, "email": "eve@acme.example", "role": "admin"}, None),
    ),
)
