"""Who calls, what they may do, and whose things are whose."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.plant import Plant, Reply, Request
from benchmarks.mutation.world import ALICE, KETTLE, World
from impl.accounts import repository as accounts
from impl.accounts.tables import UserRow
from impl.orders.service import OrderService
from impl.products import repository as products
from impl.products.tables import ProductRow
from impl.security import tokens
from impl.security.principal import User
from impl.sessions import repository as sessions
from impl.sessions.tables import SessionRow

ANY = r".*"


def _claims(token: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').decode().rstrip("=")
    return f"{header}.{token.split('.')[1]}."


def _changed(token: str) -> str:
    return f"{token[:-1]}{'A' if token[-1] != 'A' else 'Q'}"


def _ignore_signature(plant: Plant) -> None:
    plant.patch(tokens.TokenIssuer, "check", lambda _, token: _claims(token))


def _accept_unsigned(plant: Plant) -> None:
    check = tokens.TokenIssuer.check

    def lenient(issuer: tokens.TokenIssuer, token: str) -> Any:
        return _claims(token) if token.endswith(".") else check(issuer, token)

    plant.patch(tokens.TokenIssuer, "check", lenient)


def _from_query(plant: Plant) -> None:
    def move(request: Request) -> None:
        if token := request.query.pop("access_token", ""):
            request.headers["authorization"] = f"Bearer {token}"

    plant.request(ANY, move)


def _any_scheme(plant: Plant) -> None:
    def rename(request: Request) -> None:
        if token := request.headers.get("authorization", "").partition(" ")[2]:
            request.headers["authorization"] = f"Bearer {token}"

    plant.request(ANY, rename)


def _no_challenge(plant: Plant) -> None:
    def drop(reply: Reply) -> None:
        if reply.status == 401:  # noqa: PLR2004 - a status
            del reply.headers["www-authenticate"]

    plant.reply(ANY, drop)


def _immortal_sessions(plant: Plant) -> None:
    plant.patch(sessions, "alive", lambda now: SessionRow.expires_at > now)


def _signed_out(world: World) -> object:
    opened = world.sign_in("customer").json()
    headers = {"Authorization": f"Bearer {opened['access_token']}"}
    world.call(None, "DELETE", f"/sessions/{opened['session_id']}", headers=headers)
    return world.get(None, "/me", headers=headers).status_code


def _with_header(make: Callable[[str], str]) -> Callable[[World], object]:
    def observe(world: World) -> object:
        headers = {"Authorization": make(world.token("customer"))}
        return world.get(None, "/me", headers=headers).status_code

    return observe


def _security(method: str, path: str, security: list[dict[str, list[str]]]) -> Any:
    def plant(plant: Plant) -> None:
        def change(data: Any) -> None:
            data["paths"][path][method]["security"] = security

        plant.contract(change)

    return plant


def _status(who: str | None, method: str, path: str, body: Any = None) -> Callable[[World], object]:
    def observe(world: World) -> object:
        return world.call(who, method, path, json=body).status_code

    return observe


def _elevated(method: str) -> Callable[[Plant], None]:
    """Let one operation of orders take everybody for staff, who may know of every order."""

    def plant(plant: Plant) -> None:
        right = getattr(OrderService, method)

        async def wrong(service: OrderService, call: Any, *arguments: Any, **named: Any) -> Any:
            principal = call.principal
            if isinstance(principal, User) and principal.role == "customer":
                call = SimpleNamespace(principal=replace(principal, role="staff"))
            return await right(service, call, *arguments, **named)

        plant.patch(OrderService, method, wrong)

    return plant


def _order_of_another(step: str) -> Callable[[World], object]:
    def observe(world: World) -> object:
        order = world.order()
        path = f"/orders/{order['id']}"
        if not step:
            return world.get("neighbour", path).status_code
        body = {"method": "card", "amount": order["total"]} if step == "payment" else None
        return world.post("neighbour", f"{path}/{step}", body, key=world.name()).status_code

    return observe


def _listed(who: str, path: str) -> Callable[[World], object]:
    def observe(world: World) -> object:
        before = len(world.get(who, path).json()["items"])
        world.order()
        return len(world.get(who, path).json()["items"]) - before

    return observe


def _any_session(plant: Plant) -> None:
    end = sessions.end_sessions

    async def end_any(session: Any, user_id: Any, *conditions: Any) -> int:
        found = await session.scalar(select(SessionRow.user_id).where(*conditions))
        return await end(session, found or user_id, *conditions)

    plant.patch(sessions, "end_sessions", end_any)


def _end_session_of_another(world: World) -> object:
    session = world.sign_in("customer").json()["session_id"]
    return world.call("neighbour", "DELETE", f"/sessions/{session}").status_code


def _sessions_of_all(plant: Plant) -> None:
    async def list_all(session: Any, user_id: Any) -> Any:
        del user_id
        query = select(SessionRow).order_by(SessionRow.id.desc()).limit(100)
        return (await session.scalars(query)).all()

    plant.patch(sessions, "list_sessions", list_all)


def _sessions_of_another(world: World) -> object:
    session = world.sign_in("customer").json()["session_id"]
    return session in world.get("neighbour", "/sessions").text


def _products_of_all(plant: Plant) -> None:
    row = ProductRow
    plant.patch(products, "visible", lambda _: row.deleted_at.is_(None))


def _users_of_all(plant: Plant) -> None:
    async def list_all(session: Any, tenant_id: Any, page: Any) -> Any:
        del tenant_id
        query = select(UserRow).join(UserRow.tenant)
        query = query.options(contains_eager(UserRow.tenant))
        return (await session.scalars(query.order_by(UserRow.id))).all()[: page.limit]

    plant.patch(accounts, "list_users", list_all)


A, Z, OWN = Family.AUTHENTICATION, Family.AUTHORIZATION, Family.OWNERSHIP
STAFF_BODY = {"carrier": "Post", "tracking_code": "P-1"}
USER, CUSTOMER = "/users/{user_id}", [{"userToken": ["customer"]}]
SHIPMENT = "/orders/{order_id}/shipment"

MUTANTS = (
    Mutant(
        "signature-ignored", A, _ignore_signature, _with_header(lambda t: f"Bearer {_changed(t)}")
    ),
    Mutant(
        "unsigned-accepted", A, _accept_unsigned, _with_header(lambda t: f"Bearer {_unsigned(t)}")
    ),
    Mutant("any-scheme-accepted", A, _any_scheme, _with_header(lambda t: f"Basic {t}")),
    Mutant(
        "token-in-query-accepted",
        A,
        _from_query,
        lambda w: w.get(None, f"/me?access_token={w.token('customer')}").status_code,
    ),
    Mutant(
        "no-challenge",
        A,
        _no_challenge,
        lambda w: w.get(None, "/me").headers.get("WWW-Authenticate"),
    ),
    Mutant("signed-out-token-good", A, _immortal_sessions, _signed_out),
    Mutant(
        "invariants-for-anybody",
        A,
        _security("get", "/invariants", []),
        _status(None, "GET", "/invariants"),
    ),
    Mutant(
        "customers-list-users",
        Z,
        _security("get", "/users", CUSTOMER),
        _status("customer", "GET", "/users"),
    ),
    Mutant(
        "customers-create-products",
        Z,
        _security("post", "/products", CUSTOMER),
        _status("customer", "POST", "/products", {"sku": "C-1", "name": "c", "price": 1}),
    ),
    Mutant(
        "staff-delete-products",
        Z,
        _security("delete", "/products/{product_id}", [{"userToken": ["staff"]}]),
        lambda w: w.call("staff", "DELETE", f"/products/{w.product().json()['id']}").status_code,
    ),
    Mutant(
        "managers-change-users",
        Z,
        _security("patch", USER, [{"userToken": ["manager"]}]),
        lambda w: w.patch("manager", f"/users/{ALICE}", {"active": True}).status_code,
    ),
    Mutant(
        "customers-ship",
        Z,
        _security("post", SHIPMENT, CUSTOMER),
        lambda w: w.post("customer", f"/orders/{w.order()['id']}/shipment", STAFF_BODY).status_code,
    ),
    Mutant(
        "staff-may-not-read-ledger",
        Z,
        _security("get", "/products/{product_id}/stock-movements", [{"userToken": ["manager"]}]),
        _status("staff", "GET", f"/products/{KETTLE}/stock-movements"),
    ),
    Mutant("orders-of-others-read", OWN, _elevated("get_order"), _order_of_another("")),
    Mutant(
        "orders-of-others-listed",
        OWN,
        _elevated("list_orders"),
        _listed("neighbour", "/orders?limit=100"),
    ),
    Mutant(
        "orders-of-others-cancelled",
        OWN,
        _elevated("cancel_order"),
        _order_of_another("cancellation"),
    ),
    Mutant("orders-of-others-paid", OWN, _elevated("pay_order"), _order_of_another("payment")),
    Mutant("sessions-of-others-ended", OWN, _any_session, _end_session_of_another),
    Mutant("sessions-of-others-listed", OWN, _sessions_of_all, _sessions_of_another),
    Mutant(
        "products-of-other-tenants-read",
        OWN,
        _products_of_all,
        lambda w: w.get("stranger", f"/products/{KETTLE}").status_code,
    ),
    Mutant(
        "users-of-other-tenants-listed",
        OWN,
        _users_of_all,
        lambda w: "globex" in w.get("admin", "/users").text,
    ),
)
