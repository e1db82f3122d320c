"""What is answered: statuses, bodies, header fields, failures, and what nobody may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.mutation.mutant import Family, Mutant
from benchmarks.mutation.plant import Plant, Reply
from benchmarks.mutation.world import KETTLE, NOBODY, World

R, F, L = Family.REPLIES, Family.FAILURES, Family.LEAKS
PRODUCT = r"GET /products/[^/]+"
TRACE = (
    "Traceback (most recent call last):\n"
    '  File "/srv/app/impl/products/service.py", line 90, in get_product\n'
    "    row = rows[0]\nIndexError: list index out of range"
)


def _on(
    pattern: str, change: Callable[[Reply], None], *, status: int = 200
) -> Callable[[Plant], None]:
    def on_status(reply: Reply) -> None:
        if reply.status == status:
            change(reply)

    return lambda plant: plant.reply(pattern, on_status)


def _status(status: int) -> Callable[[Reply], None]:
    return lambda reply: setattr(reply, "status", status)


def _without_header(name: str) -> Callable[[Reply], None]:
    def change(reply: Reply) -> None:
        del reply.headers[name]

    return change


def _members(change: Callable[[Any], Any]) -> Callable[[Reply], None]:
    def on_body(reply: Reply) -> None:
        body = reply.json
        change(body)
        reply.json = body

    return on_body


def _fail(reply: Reply, body: str = "") -> None:
    reply.status, reply.body = 500, body.encode()
    reply.headers["content-type"] = "text/plain"


def _fail_where(condition: Callable[[Reply], bool]) -> Callable[[Plant], None]:
    def on_reply(reply: Reply) -> None:
        if condition(reply):
            _fail(reply, "Internal Server Error")

    return lambda plant: plant.reply(r".*", on_reply)


def _echo(reply: Reply) -> None:
    body = reply.json
    if isinstance(body, dict):
        body["detail"] = f"Cannot take {reply.request.body.decode('utf-8', 'replace')}"
        reply.json = body


def _detail(text: str) -> Callable[[Reply], None]:
    return _members(lambda body: body.update(detail=text))


def _seen(
    who: str | None, path: str, part: Callable[[Any], object] = lambda reply: reply.status_code
) -> Callable[[World], object]:
    return lambda world: part(world.get(who, path))


def _created(part: Callable[[Any], object]) -> Callable[[World], object]:
    return lambda world: part(world.product())


def _member(name: str) -> Callable[[Any], object]:
    return lambda reply: type(reply.json().get(name)).__name__


def _set(**members: Any) -> Callable[[Reply], None]:
    return _members(lambda body: body.update(members))


KETTLE_PATH = f"/products/{KETTLE}"
MISSING = f"/products/{NOBODY}"

MUTANTS = (
    Mutant(
        "created-is-200",
        R,
        _on(r"POST /products", _status(200), status=201),
        _created(lambda reply: reply.status_code),
    ),
    Mutant(
        "stock-missing",
        R,
        _on(PRODUCT, _members(lambda body: body.pop("stock", None))),
        _seen("customer", KETTLE_PATH, _member("stock")),
    ),
    Mutant(
        "price-as-text",
        R,
        _on(PRODUCT, _members(lambda body: body.update(price=str(body["price"])))),
        _seen("customer", KETTLE_PATH, _member("price")),
    ),
    Mutant(
        "extra-member",
        R,
        _on(r"GET /me", _set(plan="gold")),
        _seen("customer", "/me", _member("plan")),
    ),
    Mutant(
        "null-description",
        R,
        _on(r"POST /products", _set(description=None), status=201),
        _created(lambda reply: "description" in reply.json()),
    ),
    Mutant(
        "location-missing",
        R,
        _on(r"POST /products", _without_header("location"), status=201),
        _created(lambda reply: reply.headers.get("Location") is None),
    ),
    Mutant(
        "etag-missing",
        R,
        _on(PRODUCT, _without_header("etag")),
        _seen("customer", KETTLE_PATH, lambda reply: reply.headers.get("ETag") is None),
    ),
    Mutant(
        "problem-status-wrong",
        R,
        _on(PRODUCT, _set(status=400), status=404),
        _seen("customer", MISSING, lambda reply: reply.json()["status"]),
    ),
    Mutant(
        "created-at-without-zone",
        R,
        _on(r"GET /me", _set(created_at="2026-11-24 09:30:00")),
        _seen("customer", "/me", lambda reply: "T" in reply.json()["created_at"]),
    ),
    Mutant(
        "undeclared-410",
        R,
        _on(PRODUCT, _status(410), status=404),
        _seen("customer", MISSING),
    ),
    Mutant(
        "fails-on-unknown-product",
        F,
        _on(PRODUCT, _fail, status=404),
        _seen("customer", MISSING),
    ),
    Mutant(
        "fails-on-quotes",
        F,
        _fail_where(lambda reply: b"'" in reply.request.body),
        lambda w: w.product(name="it's").status_code,
    ),
    Mutant(
        "fails-on-highest-price",
        F,
        _fail_where(lambda reply: b"1000000000" in reply.request.body),
        lambda w: w.product(price=1_000_000_000).status_code,
    ),
    Mutant(
        "fails-on-other-letters-in-search",
        F,
        _fail_where(lambda reply: not reply.request.query.get("q", "").isascii()),
        _seen("customer", "/products?q=%C3%9F"),
    ),
    Mutant(
        "traceback-in-detail",
        L,
        _on(PRODUCT, _detail(TRACE), status=404),
        _seen("customer", MISSING, lambda reply: "Traceback" in reply.text),
    ),
    Mutant(
        "sql-in-detail",
        L,
        _on(r"POST /products", _detail("UNIQUE constraint failed: products.sku"), status=409),
        lambda w: (w.product(sku="TWICE"), "UNIQUE" in w.product(sku="TWICE").text)[1],
    ),
    Mutant(
        "password-echoed",
        L,
        _on(r"POST /(users|sessions)", _echo, status=422),
        lambda w: "s3cret-of" in w.post(None, "/sessions", {"password": "s3cret-of"}).text,
    ),
    Mutant(
        "path-in-detail",
        L,
        _on(PRODUCT, _detail("/srv/app/impl/products/service.py: no such row"), status=404),
        _seen("customer", MISSING, lambda reply: "/srv" in reply.text),
    ),
)
