"""HTTP itself, and what it costs."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.plant import Plant, Reply, Request
from benchmarks.mutation.world import KETTLE, World
from impl.products import repository as products

P, G = Family.PROTOCOL, Family.GROWTH
KETTLE_PATH = f"/products/{KETTLE}"
TOO_LONG = 0.2


def _no_allow(plant: Plant) -> None:
    def drop(reply: Reply) -> None:
        if "allow" in reply.headers:
            del reply.headers["allow"]

    plant.reply(r".*", drop)


def _wrong_allow(plant: Plant) -> None:
    def extend(reply: Reply) -> None:
        if "allow" in reply.headers:
            reply.headers["allow"] += ", DELETE"

    plant.reply(r"(PUT|TRACE|PROPFIND|DELETE|PATCH) /products", extend)


def _other_methods_read(plant: Plant) -> None:
    def read(request: Request) -> None:
        request.method = "GET"

    plant.request(r"(PUT|DELETE|PATCH|TRACE|PROPFIND) /me", read)


def _no_head(plant: Plant) -> None:
    def refuse(reply: Reply) -> None:
        reply.status = 404

    plant.reply(r"HEAD /products.*", refuse)


def _head_differs(plant: Plant) -> None:
    def change(reply: Reply) -> None:
        if "etag" in reply.headers:
            reply.headers["etag"] = '"head"'

    plant.reply(r"HEAD /products/[^/]+", change)


def _never_not_modified(plant: Plant) -> None:
    def drop(request: Request) -> None:
        if "if-none-match" in request.headers:
            del request.headers["if-none-match"]

    plant.request(r"GET /products/[^/]+", drop)


def _always_not_modified(plant: Plant) -> None:
    def any_tag(request: Request) -> None:
        if "if-none-match" in request.headers:
            request.headers["if-none-match"] = "*"

    plant.request(r"GET /products/[^/]+", any_tag)


def _held(world: World, tag: str = "") -> object:
    tag = tag or world.get("customer", KETTLE_PATH).headers["ETag"]
    return world.get("customer", KETTLE_PATH, headers={"If-None-Match": tag}).status_code


def _slow_search(plant: Plant) -> None:
    right = products.list_products

    async def wrong(*arguments: Any, **named: Any) -> Any:
        await asyncio.sleep(len(named.get("containing") or "") ** 2 * 0.0001)
        return await right(*arguments, **named)

    plant.patch(products, "list_products", wrong)


def _runaway_pattern(plant: Plant) -> None:
    """Look for names of words with a pattern that tries every way to divide a text."""
    pattern = re.compile(r"(?:\w+\s?)+")

    def look(request: Request) -> None:
        body = request.json
        if isinstance(body, dict) and isinstance(body.get("description"), str):
            pattern.fullmatch(body["description"][:30])

    plant.request(r"POST /products", look)


def _creates_slowly(world: World) -> object:
    begun = time.perf_counter()
    world.product(description="a" * 26 + "!")
    return time.perf_counter() - begun > 1


def _slow_limit(plant: Plant) -> None:
    right = products.list_products

    async def wrong(session: Any, tenant: Any, page: Any, **named: Any) -> Any:
        await asyncio.sleep(page.limit**2 * 0.0001)
        return await right(session, tenant, page, **named)

    plant.patch(products, "list_products", wrong)


def _takes_long(path: str) -> Callable[[World], object]:
    def observe(world: World) -> object:
        world.get("customer", "/products?limit=1")
        begun = time.perf_counter()
        world.get("customer", path)
        return time.perf_counter() - begun > TOO_LONG

    return observe


def _allowed(method: str, path: str) -> Callable[[World], object]:
    def observe(world: World) -> object:
        reply = world.call("manager", method, path)
        return reply.status_code, reply.headers.get("Allow")

    return observe


MUTANTS = (
    Mutant("no-allow", P, _no_allow, _allowed("PUT", "/me")),
    Mutant("wrong-allow", P, _wrong_allow, _allowed("PUT", "/products")),
    Mutant("other-methods-read", P, _other_methods_read, _allowed("DELETE", "/me")),
    Mutant("no-head", P, _no_head, lambda w: w.call("customer", "HEAD", KETTLE_PATH).status_code),
    Mutant(
        "head-differs",
        P,
        _head_differs,
        lambda w: w.call("customer", "HEAD", KETTLE_PATH).headers.get("ETag") == '"head"',
    ),
    Mutant("never-not-modified", P, _never_not_modified, _held),
    Mutant("always-not-modified", P, _always_not_modified, lambda w: _held(w, '"x"')),
    Mutant("search-grows", G, _slow_search, _takes_long("/products?q=" + "a" * 100)),
    Mutant("limit-grows", G, _slow_limit, _takes_long("/products?limit=100")),
    Mutant("pattern-runs-away", G, _runaway_pattern, _creates_slowly),
)
