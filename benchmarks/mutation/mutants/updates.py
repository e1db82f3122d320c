"""Nothing is lost, and nothing is done twice."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from sqlalchemy import update

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.mutants.states import product
from benchmarks.mutation.plant import Plant, Reply, Request
from benchmarks.mutation.world import KETTLE, World
from impl.idempotency.service import Once
from impl.orders import placing
from impl.orders import repository as orders
from impl.orders.service import OrderService
from impl.problems import precondition_failed, unprocessable
from impl.products import repository as products
from impl.products import service as product_service
from impl.products.tables import ProductRow
from impl.web import conditions

PRODUCT = r"/products/[^/]+"
CHANGED = {"name": "Other"}
# Seconds between looking and acting: parallel requests meet in there.
DELAY = 0.1
L, I = Family.LOST_UPDATES, Family.IDEMPOTENCY  # noqa: E741 - a family


def _unmatched(plant: Plant) -> None:
    right = products.change_product

    async def change(*arguments: Any, versions: Any = None) -> Any:
        del versions
        return await right(*arguments)

    plant.patch(products, "change_product", change)


def _change_twice(world: World) -> object:
    path, tag = product(world)
    first = world.patch("manager", path, {"price": 1}, If_Match=tag)
    return first.status_code, world.patch("manager", path, {"price": 2}, If_Match=tag).status_code


def _match_optional(plant: Plant) -> None:
    def add(request: Request) -> None:
        if "if-match" not in request.headers:
            request.headers["if-match"] = "*"

    plant.request(rf"PATCH {PRODUCT}", add)


def _change_unconditionally(world: World) -> object:
    return world.patch("manager", product(world)[0], CHANGED).status_code


def _constant_tag(plant: Plant) -> None:
    def stay(reply: Reply) -> None:
        if "etag" in reply.headers:
            reply.headers["etag"] = '"1"'

    plant.reply(rf"(GET|PATCH) {PRODUCT}", stay)


def _tag_after_change(world: World) -> object:
    path, tag = product(world)
    changed = world.patch("manager", path, CHANGED, If_Match=tag)
    return changed.headers.get("ETag") != tag


def _check_then_act(plant: Plant) -> None:
    write = product_service.ProductService.update_product

    async def update_product(service: Any, call: Any, body: Any, **named: Any) -> Any:
        match = named.get("if_match")
        if match is not None and match.strip() != "*":
            async with service._database.read() as session:  # noqa: SLF001 - part of the bug
                row = await products.find_product(
                    session, call.principal.tenant_id, named["product_id"]
                )
            if row is not None and row.version not in conditions.versions_in(match):
                raise precondition_failed()
            await asyncio.sleep(DELAY)
        return await write(service, call, body, **{**named, "if_match": "*"})

    plant.patch(product_service.ProductService, "update_product", update_product)


def _change_at_once(world: World) -> object:
    path, tag = product(world)
    return world.at_once(
        *(lambda n=n: world.patch("manager", path, {"price": n}, If_Match=tag) for n in range(4))
    )


def _always_new(plant: Plant) -> None:
    async def do(_: Any, __: Any, work: Any, ___: Any) -> Any:
        return await work()

    plant.patch(Once, "do", do)


def _same_order(world: World) -> object:
    body, key = {"lines": [{"product_id": KETTLE, "quantity": 1}]}, world.name()
    made = [world.post("customer", "/orders", body, key=key).json()["id"] for _ in range(2)]
    return made[0] == made[1]


def _any_request(plant: Plant) -> None:
    right = Once.__init__

    def init(once: Any, caller: Any, operation: Any, key: Any, *, body: Any, target: Any) -> None:
        del target
        right(once, caller, operation, key, body=body, target=None)
        once._fingerprint = ""  # noqa: SLF001 - the bug

    plant.patch(Once, "__init__", init)


def _other_body(world: World) -> object:
    key = world.name()
    for quantity in (1, 2):
        body = {"lines": [{"product_id": KETTLE, "quantity": quantity}]}
        reply = world.post("customer", "/orders", body, key=key)
    return reply.status_code


def _claims_late(plant: Plant) -> None:
    right = OrderService.place_order
    done: dict[tuple[str, str], tuple[Any, Any]] = {}

    async def place_order(service: Any, call: Any, body: Any, *, idempotency_key: str) -> Any:
        claim = (call.principal.key, idempotency_key)
        if claim in done and done[claim][0] != body:
            raise unprocessable("The Idempotency-Key was used for another request.")
        if claim not in done:
            await asyncio.sleep(DELAY)
            reply = await right(service, call, body, idempotency_key=uuid4().hex)
            done[claim] = (body, reply)
        return done[claim][1]

    plant.patch(OrderService, "place_order", place_order)


def _orders_at_once(world: World) -> object:
    product = world.product(stock=10).json()["id"]
    body, key = {"lines": [{"product_id": product, "quantity": 1}]}, world.name()
    world.at_once(*[lambda: world.post("customer", "/orders", body, key=key)] * 4)
    return world.stock(product)


def _oversell(plant: Plant) -> None:
    async def place(session: Any, caller: Any, wanted: Any) -> Any:
        for line in wanted.lines:
            await session.execute(
                update(ProductRow)
                .where(ProductRow.id == line.product_id, ProductRow.stock < line.quantity)
                .values(stock=line.quantity)
            )
        return await right_place(session, caller, wanted)

    right_place = placing.place
    plant.patch(placing, "place", place)


def _sell_last(world: World) -> object:
    product = world.product(stock=1).json()["id"]
    body = {"lines": [{"product_id": product, "quantity": 2}]}
    return world.post("customer", "/orders", body, key=world.name()).status_code


def _releases_twice(plant: Plant) -> None:
    right = OrderService.cancel_order

    async def cancel(service: Any, call: Any, *, order_id: Any) -> Any:
        reply = await right(service, call, order_id=order_id)
        async with service._database.write() as session:  # noqa: SLF001 - part of the bug
            row = await orders.find_order(session, call.principal, order_id)
            if row is not None:
                await placing.release(session, row)
        return reply

    plant.patch(OrderService, "cancel_order", cancel)


def _stock_after_cancel(world: World) -> object:
    product = world.product(stock=5).json()["id"]
    order = world.order(product=product, quantity=2)
    world.post("customer", f"/orders/{order['id']}/cancellation")
    return world.stock(product)


MUTANTS = (
    Mutant("if-match-ignored", L, _unmatched, _change_twice),
    Mutant("if-match-optional", L, _match_optional, _change_unconditionally),
    Mutant("etag-constant", L, _constant_tag, _tag_after_change),
    Mutant("if-match-check-then-act", L, _check_then_act, _change_at_once),
    Mutant("key-ignored", I, _always_new, _same_order),
    Mutant("key-for-any-request", I, _any_request, _other_body),
    Mutant("key-claimed-late", I, _claims_late, _orders_at_once),
    Mutant("oversells", I, _oversell, _sell_last),
    Mutant("releases-twice", I, _releases_twice, _stock_after_cancel),
)
