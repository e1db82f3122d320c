"""Things are told apart in contracts that others wrote, or not told of at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from adhere import contract as contracts
from adhere.contract.nodes import Contract, Operation
from adhere.document import load
from adhere.fuzz.paging import Page, Paging
from adhere.fuzz.resources import Resource, referred, resources


def contract(folder: Path, *operations: str, query: tuple[str, ...] = ()) -> Contract:
    """Build a contract of nothing but these operations, each `METHOD /path`."""
    paths: dict[str, dict[str, object]] = {}
    for operation in operations:
        method, path = operation.split(" ")
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        parameters = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in names
        ] + [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in query]
        responses = {"200": {"description": "Done."}}
        described = {"parameters": parameters, "responses": responses}
        paths.setdefault(path, {})[method.lower()] = described
    file = folder / "openapi.yaml"
    info = {"title": "T", "version": "1"}
    file.write_text(yaml.safe_dump({"openapi": "3.1.0", "info": info, "paths": paths}))
    document = load(file).document
    assert document is not None
    return contracts.build(document).contract


def kinds(folder: Path, *operations: str) -> tuple[Resource, ...]:
    return resources(contract(folder, *operations))


def named(operation: Operation | None) -> str | None:
    return None if operation is None else f"{operation.method} {operation.path}"


def test_one_thing_has_its_operations(tmp_path: Path) -> None:
    (kind,) = kinds(
        tmp_path,
        *("GET /carts", "POST /carts", "GET /carts/{id}", "PUT /carts/{id}", "DELETE /carts/{id}"),
        "POST /carts/{id}/close",
    )
    found = (kind.list, kind.create, kind.read, kind.put, kind.delete, *kind.steps)
    assert [named(operation) for operation in found] == [
        *("GET /carts", "POST /carts", "GET /carts/{id}", "PUT /carts/{id}", "DELETE /carts/{id}"),
        "POST /carts/{id}/close",
    ]
    assert kind.patch is None


@pytest.mark.parametrize(
    "operations",
    [
        ("POST /createOrder", "POST /getOrder", "POST /deleteOrder"),
        ("GET /search", "POST /search"),
        ("GET /me", "PATCH /me"),
    ],
)
def test_calls_by_name_are_no_things(tmp_path: Path, operations: tuple[str, ...]) -> None:
    assert kinds(tmp_path, *operations) == ()


@pytest.mark.parametrize(
    "operations",
    [
        ("GET /file/{name}", "PUT /file/{name}", "DELETE /file/{name}"),
        ("GET /person/{id}", "POST /people"),
        ("POST /createOrder", "GET /orders/{orderId}"),
    ],
)
def test_what_no_collection_creates_is_made_by_nothing(
    tmp_path: Path, operations: tuple[str, ...]
) -> None:
    assert [kind.create for kind in kinds(tmp_path, *operations)] == [None]


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("venueId", "/venues/{id}"),
        ("venue_id", "/venues/{id}"),
        ("venueID", "/venues/{id}"),
        ("categoryId", "/categories/{id}"),
        ("boxUuid", "/boxes/{id}"),
        ("sku", "/products/{sku}"),
        ("id", None),
        ("paid", None),
        ("commentId", None),
        ("externalId", None),
    ],
)
def test_members_refer_by_their_names(tmp_path: Path, name: str, item: str | None) -> None:
    found = kinds(
        tmp_path,
        *("GET /venues/{id}", "GET /categories/{id}", "GET /boxes/{id}", "GET /products/{sku}"),
        "GET /venues/{id}/comments/{commentId}",
    )
    kind = referred(found, name)
    assert (None if kind is None else kind.item) == item


@pytest.mark.parametrize(
    ("query", "asked", "page", "shown", "following"),
    [
        (("cursor",), {}, Page({"next_cursor": "b"}, {}), 2, {"cursor": "b"}),
        (("cursor",), {}, Page({"meta": {"nextCursor": "b"}}, {}), 2, {"cursor": "b"}),
        (("cursor",), {}, Page({"next_cursor": None}, {}), 2, None),
        (("offset", "limit"), {"limit": 5}, Page({"total": 9}, {}), 5, {"offset": 5}),
        (("offset", "limit"), {"offset": 5, "limit": 5}, Page({}, {}), 0, None),
        (("page", "perPage"), {"perPage": 2}, Page([], {}), 2, {"page": 2}),
        (("page", "perPage"), {"perPage": 2}, Page([], {}), 1, None),
        (("page",), {}, Page({"next": "http://h/things?page=2&x=1"}, {}), 9, {"page": "2"}),
        (("page",), {"page": 2}, Page({"next": None}, {}), 9, None),
        (("page",), {}, Page([], {"link": '</t?page=3>; rel="next"'}), 9, {"page": "3"}),
        ((), {}, Page([], {}), 9, None),
    ],
)
def test_pages_follow_each_other(
    tmp_path: Path,
    query: tuple[str, ...],
    asked: dict[str, int],
    page: Page,
    shown: int,
    following: dict[str, object] | None,
) -> None:
    (operation,) = contract(tmp_path, "GET /things", query=query).operations
    assert Paging(operation).after(page, asked, shown) == following
