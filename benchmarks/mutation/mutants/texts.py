"""Texts as they were sent, and media types."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.mutants.data import members
from benchmarks.mutation.plant import Plant, Reply, Request
from benchmarks.mutation.world import World
from impl.products import repository as products

E, T = Family.ENCODING, Family.MEDIA_TYPES
PRODUCTS = r"POST /products"
_VALID = b'{"sku": "RAW-1", "name": "n", "price": 1}'


def _stored(change: Callable[[str], str]) -> Callable[[Plant], None]:
    """Let names be kept otherwise than they were sent."""

    def repair(body: dict[str, Any]) -> None:
        if isinstance(body.get("name"), str):
            body["name"] = change(body["name"]) or "x"

    return members(PRODUCTS, repair)


def _kept(name: str) -> Callable[[World], object]:
    def observe(world: World) -> object:
        made = world.product(name=name).json()
        return world.get("manager", f"/products/{made['id']}").json()["name"]

    return observe


def _wildcards(plant: Plant) -> None:
    right = products.list_products

    async def wrong(session: Any, tenant: Any, page: Any, *, containing: str | None) -> Any:
        if containing is not None and set(containing) & set("%_"):
            containing = None
        return await right(session, tenant, page, containing=containing)

    plant.patch(products, "list_products", wrong)


def _latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


def _broken_text_repaired(plant: Plant) -> None:
    def repair(request: Request) -> None:
        request.body = request.body.decode("utf-8", "replace").encode()

    plant.request(PRODUCTS, repair)


def _fails_on(text: bytes) -> Callable[[Plant], None]:
    """Let a text that the database does not take be nobody's care."""

    def fail(reply: Reply) -> None:
        if text in reply.request.body:
            reply.status = 500
            reply.json = {"title": "Internal Server Error", "status": 500}

    return lambda plant: plant.reply(PRODUCTS, fail)


def _raw(content: bytes, media_type: str = "application/json") -> Callable[[World], object]:
    def observe(world: World) -> object:
        headers = {"Content-Type": media_type}
        return world.call(
            "manager", "POST", "/products", content=content, headers=headers
        ).status_code

    return observe


def _any_media_type(plant: Plant) -> None:
    def relabel(request: Request) -> None:
        if "content-type" in request.headers:
            request.headers["content-type"] = "application/json"

    plant.request(PRODUCTS, relabel)


def _any_accept(plant: Plant) -> None:
    def relabel(request: Request) -> None:
        request.headers["accept"] = "*/*"

    plant.request(r"GET /(products|users|orders).*", relabel)


def _labelled(pattern: str, media_type: str) -> Callable[[Plant], None]:
    def relabel(reply: Reply) -> None:
        if "content-type" in reply.headers:
            reply.headers["content-type"] = media_type

    return lambda plant: plant.reply(pattern, relabel)


def _image_always_png(plant: Plant) -> None:
    def relabel(reply: Reply) -> None:
        if reply.headers.get("content-type") == "image/jpeg":
            reply.headers["content-type"] = "image/png"

    plant.reply(r"GET /products/[^/]+/image", relabel)


def _jpeg(world: World) -> object:
    path = f"/products/{world.product().json()['id']}/image"
    headers = {"Content-Type": "image/jpeg"}
    world.call("manager", "PUT", path, content=b"\xff\xd8\xff", headers=headers)
    return world.get("manager", path).headers["Content-Type"]


def _kind(path: str, who: str | None = "manager") -> Callable[[World], object]:
    return lambda world: world.get(who, path).headers["Content-Type"]


MUTANTS = (
    Mutant(
        "names-normalised",
        E,
        _stored(lambda text: unicodedata.normalize("NFKC", text)),
        _kept("ﬁne"),
    ),
    Mutant("names-in-latin-1", E, _stored(_latin), _kept("日本")),
    Mutant("names-stripped", E, _stored(str.strip), _kept(" n ")),
    Mutant(
        "names-lose-emoji",
        E,
        _stored(lambda text: "".join(c for c in text if ord(c) < 0x10000)),  # noqa: PLR2004 - of the BMP
        _kept("a😀b"),
    ),
    Mutant(
        "wildcards-in-search",
        E,
        _wildcards,
        lambda w: len(w.get("manager", "/products?q=%25").json()["items"]),
    ),
    Mutant(
        "broken-utf-8-taken",
        E,
        _broken_text_repaired,
        _raw(_VALID.replace(b'"n"', b'"\xff"').replace(b"RAW-1", b"RAW-3")),
    ),
    Mutant("fails-on-nul", E, _fails_on(rb"\u0000"), _raw(_VALID.replace(b'"n"', rb'"n\u0000"'))),
    Mutant(
        "fails-on-lone-surrogates",
        E,
        _fails_on(rb"\ud800"),
        _raw(_VALID.replace(b'"n"', rb'"\ud800"')),
    ),
    Mutant("any-media-type-taken", T, _any_media_type, _raw(_VALID, "text/plain")),
    Mutant(
        "accept-ignored",
        T,
        _any_accept,
        lambda w: w.get("manager", "/products", headers={"Accept": "text/csv"}).status_code,
    ),
    Mutant("list-labelled-text", T, _labelled(r"GET /products", "text/plain"), _kind("/products")),
    Mutant(
        "problems-labelled-json",
        T,
        _labelled(r"GET /products/0.*", "application/json"),
        _kind("/products/0"),
    ),
    Mutant("image-always-png", T, _image_always_png, _jpeg),
)
