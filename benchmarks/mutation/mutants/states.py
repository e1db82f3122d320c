"""What was done stays done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic_core import MISSING
from sqlalchemy import select, update

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.plant import Plant, Reply, Request
from benchmarks.mutation.world import KETTLE, NOBODY, World
from impl.orders import repository as orders
from impl.orders.service import OrderService
from impl.orders.tables import OrderRow
from impl.products import repository as products
from impl.products import service as product_service
from impl.products.tables import ProductRow
from impl.sessions.rotation import Rotation

PRODUCT = r"/products/[^/]+"


def product(world: World, **members: Any) -> tuple[str, str]:
    """Create a product; return its path and its entity tag."""
    made = world.product(**members)
    return f"/products/{made.json()['id']}", made.headers["ETag"]


def _pretend_to_delete(plant: Plant) -> None:
    async def nothing(*_: Any, **__: Any) -> None:
        """Answer as if it were done."""

    plant.patch(product_service.ProductService, "delete_product", nothing)


def _after_delete(world: World) -> object:
    path, _ = product(world)
    world.call("manager", "DELETE", path)
    return world.get("manager", path).status_code


def _still_listed(plant: Plant) -> None:
    async def list_all(session: Any, tenant_id: Any, page: Any, *, containing: Any) -> Any:
        query = select(ProductRow).where(ProductRow.tenant_id == tenant_id)
        if containing is not None:
            query = query.where(ProductRow.search_text.contains(containing.casefold()))
        if page.after is not None:
            query = query.where(ProductRow.id > page.after)
        query = query.order_by(ProductRow.id).limit(page.limit + 1)
        return (await session.scalars(query)).all()

    plant.patch(products, "list_products", list_all)


def _deleted_listed(world: World) -> object:
    name = world.name()
    path, _ = product(world, name=name)
    world.call("manager", "DELETE", path)
    return len(world.get("manager", f"/products?q={name}").json()["items"])


def _list_lacks_newest(plant: Plant) -> None:
    right = products.list_products

    async def stale(*arguments: Any, **named: Any) -> Any:
        return [row for row in await right(*arguments, **named) if row.version > 1]

    plant.patch(products, "list_products", stale)


def _newest_listed(world: World) -> object:
    name = world.name()
    product(world, name=name)
    return len(world.get("manager", f"/products?q={name}").json()["items"])


def _changes(change: Callable[[Any, dict[str, Any]], dict[str, Any]]) -> Callable[[Plant], None]:
    def plant(plant: Plant) -> None:
        right = product_service._changes  # noqa: SLF001 - what the bug is put in

        plant.patch(product_service, "_changes", lambda patch: change(patch, right(patch)))

    return plant


def _wipe(patch: Any, changes: dict[str, Any]) -> dict[str, Any]:
    return {"description": None, **changes} if patch.description is MISSING else changes


def _after_patch(body: dict[str, Any], member: str) -> Callable[[World], object]:
    def observe(world: World) -> object:
        path, tag = product(world, description="kept")
        world.patch("manager", path, body, If_Match=tag)
        return world.get("manager", path).json().get(member)

    return observe


def _reading_changes(plant: Plant) -> None:
    right = product_service.ProductService.get_product

    async def touch(service: Any, call: Any, *, product_id: Any, **named: Any) -> Any:
        reply = await right(service, call, product_id=product_id, **named)
        async with service._database.write() as session:  # noqa: SLF001 - part of the bug
            await products.change_product(session, call.principal.tenant_id, product_id, {})
        return reply

    plant.patch(product_service.ProductService, "get_product", touch)


def _deletes_twice(plant: Plant) -> None:
    def pretend(reply: Reply) -> None:
        if reply.status == 404:  # noqa: PLR2004 - a status
            reply.status, reply.body = 204, b""
            del reply.headers["content-type"], reply.headers["content-length"]

    plant.reply(rf"DELETE {PRODUCT}", pretend)


def _lost_location(plant: Plant) -> None:
    def mislead(reply: Reply) -> None:
        if "location" in reply.headers:
            reply.headers["location"] = f"/products/{NOBODY}"

    plant.reply(r"POST /products", mislead)


def _where_location_leads(world: World) -> object:
    return world.get("manager", world.product().headers["Location"]).status_code


def _forgets_cancellation(plant: Plant) -> None:
    right = OrderService.cancel_order

    async def forget(service: Any, call: Any, *, order_id: Any) -> Any:
        reply = await right(service, call, order_id=order_id)
        async with service._database.write() as session:  # noqa: SLF001 - part of the bug
            change = update(OrderRow).where(OrderRow.id == order_id)
            await session.execute(change.values(status="placed"))
        return reply

    plant.patch(OrderService, "cancel_order", forget)


def _after_cancel(world: World) -> object:
    path = f"/orders/{world.order()['id']}"
    world.post("customer", f"{path}/cancellation")
    return world.get("customer", path).json()["status"]


def _from_any_state(plant: Plant) -> None:
    right = orders.advance

    async def advance(*arguments: Any, **named: Any) -> bool:
        states = {"placed", "paid", "shipped", "cancelled"}
        return await right(*arguments, **{**named, "origins": states})

    plant.patch(orders, "advance", advance)


def _ship_unpaid(world: World) -> object:
    body = {"carrier": "Post", "tracking_code": "P-1"}
    return world.post("staff", f"/orders/{world.order()['id']}/shipment", body).status_code


def _image_not_kept(plant: Plant) -> None:
    def pretend(request: Request) -> None:
        request.path = f"/products/{KETTLE}/image"

    plant.request(rf"PUT {PRODUCT}/image", pretend)


def _image_kept(world: World) -> object:
    path, _ = product(world)
    headers = {"Content-Type": "image/png"}
    image = b"\x89PNG\r\n\x1a\n"
    world.call("manager", "PUT", f"{path}/image", content=image, headers=headers)
    return world.get("manager", f"{path}/image").status_code


def _refresh_forever(plant: Plant) -> None:
    async def use(_: Any, session: Any, token: str) -> Any:
        from impl.sessions import repository, rotation  # noqa: PLC0415 - only here

        row = await repository.find_refresh_token(session, rotation.hash_of(token))
        return None if row is None else await repository.touch(session, row.session_id)

    plant.patch(Rotation, "use", use)


def _price_not_kept(plant: Plant) -> None:
    def change(request: Request) -> None:
        body = request.json
        if isinstance(body, dict) and isinstance(body.get("price"), int):
            request.json = {**body, "price": body["price"] // 100 * 100}

    plant.request(r"POST /products", change)


def _refresh_twice(world: World) -> object:
    tokens = [world.sign_in("customer").json()["refresh_token"]]
    for _ in range(2):
        reply = world.post(None, "/session-tokens", {"refresh_token": tokens[-1]})
        tokens.append(reply.json()["refresh_token"])
    return world.post(None, "/session-tokens", {"refresh_token": tokens[0]}).status_code


def _version(world: World) -> object:
    path, _ = product(world)
    return [world.get("manager", path).json()["version"] for _ in range(3)]


def _delete_twice(world: World) -> object:
    path, _ = product(world)
    return [world.call("manager", "DELETE", path).status_code for _ in range(2)]


S = Family.STATES

MUTANTS = (
    Mutant("delete-keeps", S, _pretend_to_delete, _after_delete),
    Mutant("deleted-still-listed", S, _still_listed, _deleted_listed),
    Mutant("list-lacks-created", S, _list_lacks_newest, _newest_listed),
    Mutant(
        "patch-wipes-description", S, _changes(_wipe), _after_patch({"price": 7}, "description")
    ),
    Mutant(
        "patch-ignores-price",
        S,
        _changes(lambda _, changes: {k: v for k, v in changes.items() if k != "price"}),
        _after_patch({"price": 7}, "price"),
    ),
    Mutant("reading-changes", S, _reading_changes, _version),
    Mutant("deletes-what-is-gone", S, _deletes_twice, _delete_twice),
    Mutant("location-leads-nowhere", S, _lost_location, _where_location_leads),
    Mutant("cancellation-forgotten", S, _forgets_cancellation, _after_cancel),
    Mutant("ships-unpaid", S, _from_any_state, _ship_unpaid),
    Mutant("image-of-another", S, _image_not_kept, _image_kept),
    Mutant(
        "price-rounded",
        S,
        _price_not_kept,
        lambda w: w.get("manager", product(w, price=1234)[0]).json()["price"],
    ),
    Mutant("refresh-token-reusable", S, _refresh_forever, _refresh_twice),
)
