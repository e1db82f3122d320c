"""Pages, filters and cursors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.plant import Plant, Reply, Request
from benchmarks.mutation.world import World
from impl.orders import repository as orders
from impl.paging import Cursors, Page
from impl.products import repository as products

C = Family.COLLECTIONS


def _cut(wrong: Callable[[Page, Any, Any, Any], tuple[Any, Any]]) -> Callable[[Plant], None]:
    def plant(plant: Plant) -> None:
        right = Page.cut
        plant.patch(Page, "cut", lambda page, rows, name: wrong(page, rows, name, right))

    return plant


def _skip(page: Page, rows: Any, name: Any, right: Any) -> tuple[Any, Any]:
    found, last = right(page, rows, name)
    return found, name(rows[-1]) if last else None


def _repeat(page: Page, rows: Any, name: Any, right: Any) -> tuple[Any, Any]:
    found, last = right(page, rows, name)
    return found, name(found[-2]) if last and len(found) > 1 else last


def _one_more(page: Page, rows: Any, name: Any, right: Any) -> tuple[Any, Any]:
    _, last = right(page, rows, name)
    return rows, name(rows[-1]) if last else None


def _never_ends(page: Page, rows: Any, name: Any, right: Any) -> tuple[Any, Any]:
    found, last = right(page, rows, name)
    return found, last or (page.after if found else None)


def _walk(world: World, path: str = "/users?limit=2") -> list[Any]:
    pages: list[Any] = []
    cursor = None
    for _ in range(8):
        page = world.get("admin", f"{path}&cursor={cursor}" if cursor else path).json()
        pages.append([item["id"] for item in page["items"]])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    return pages


def _shape(world: World) -> object:
    pages = _walk(world)
    found = [item for page in pages for item in page]
    return [len(page) for page in pages], len(set(found))


def _without(repository: Any, function: str, name: str) -> Callable[[Plant], None]:
    def plant(plant: Plant) -> None:
        right = getattr(repository, function)

        async def wrong(*arguments: Any, **named: Any) -> Any:
            return await right(*arguments, **{**named, name: None})

        plant.patch(repository, function, wrong)

    return plant


def _filter_first_page(plant: Plant) -> None:
    right = orders.list_orders

    async def wrong(session: Any, caller: Any, page: Page, *, status: Any) -> Any:
        return await right(session, caller, page, status=None if page.after else status)

    plant.patch(orders, "list_orders", wrong)


def _later_pages(world: World) -> object:
    world.order()
    for _ in range(2):
        order = world.order()
        world.post("customer", f"/orders/{order['id']}/cancellation")
    path, seen = "/orders?status=cancelled&limit=1", set()
    cursor = ""
    for _ in range(3):
        page = world.get("customer", path + cursor).json()
        seen |= {item["status"] for item in page["items"]}
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    return sorted(seen)


def _any_cursor(plant: Plant) -> None:
    right = Cursors.open

    def lenient(cursors: Cursors, cursor: str | None, *of_list: object) -> Any:
        try:
            return right(cursors, cursor, *of_list)
        except Exception:  # noqa: BLE001 - the bug
            return None

    plant.patch(Cursors, "open", lenient)


def _unbound(plant: Plant) -> None:
    right = Cursors._mac  # noqa: SLF001 - what the bug is put in
    plant.patch(Cursors, "_mac", lambda cursors, last, _: right(cursors, last, ()))


def _cursor_of_another(world: World) -> object:
    cursor = world.get("admin", "/users?limit=1").json()["next_cursor"]
    return world.get("admin", f"/products?cursor={cursor}").status_code


def _limit_capped(plant: Plant) -> None:
    def cap(request: Request) -> None:
        request.query["limit"] = "20"

    plant.request(r"GET /(users|products|orders)", cap)


def _backwards(plant: Plant) -> None:
    right = products.search_text
    plant.patch(products, "search_text", lambda sku, name: right(sku, name)[::-1])


def _search(world: World) -> object:
    name = f"Zebra{world.name()}"
    world.product(name=name)
    return len(world.get("manager", f"/products?q={name}").json()["items"])


def _no_second_page(plant: Plant) -> None:
    def end(reply: Reply) -> None:
        if reply.status == 200:  # noqa: PLR2004 - a status
            reply.json = {**reply.json, "next_cursor": None}

    plant.reply(r"GET /users", end)


MUTANTS = (
    Mutant("pages-skip-one", C, _cut(_skip), _shape),
    Mutant("pages-repeat-one", C, _cut(_repeat), _shape),
    Mutant("one-more-than-limit", C, _cut(_one_more), _shape),
    Mutant("last-page-goes-on", C, _cut(_never_ends), _shape),
    Mutant("limit-ignored", C, _limit_capped, _shape),
    Mutant("no-second-page", C, _no_second_page, _shape),
    Mutant(
        "search-ignored",
        C,
        _without(products, "list_products", "containing"),
        lambda w: len(w.get("manager", "/products?q=KETTLE").json()["items"]),
    ),
    Mutant("search-finds-nothing", C, _backwards, _search),
    Mutant(
        "status-ignored",
        C,
        _without(orders, "list_orders", "status"),
        lambda w: (w.order(), len(w.get("customer", "/orders?status=shipped").json()["items"]))[1],
    ),
    Mutant("status-on-first-page-only", C, _filter_first_page, _later_pages),
    Mutant(
        "garbage-cursor-taken",
        C,
        _any_cursor,
        lambda w: w.get("admin", "/users?cursor=garbage").status_code,
    ),
    Mutant("cursor-of-another-list-taken", C, _unbound, _cursor_of_another),
)
