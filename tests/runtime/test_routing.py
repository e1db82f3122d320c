"""The route tree: by example, and against a matcher that tries every route in turn."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from harness import JSON_REPLY, application, contract_files, exchange, raw_exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.runtime import Call, build_router, operation
from adhere.runtime import Path as PathParameter
from adhere.runtime.routing import Found, RouteTree, raw_route_path

PARAMETER = re.compile(r"\{([^{}]*)\}")


def tree(*templates: str) -> RouteTree[str]:
    routes: RouteTree[str] = RouteTree()
    for template in templates:
        routes.add("GET", template, template)
    return routes


@pytest.mark.parametrize(
    ("templates", "path", "expected", "values"),
    [
        (["/a/{b}", "/a/c"], "/a/c", "/a/c", {}),
        (["/a/{b}", "/a/c"], "/a/d", "/a/{b}", {"b": "d"}),
        (["/a/{b}/x", "/a/c/y"], "/a/c/x", "/a/{b}/x", {"b": "c"}),
        (["/a/{b}"], "/a/", None, {}),
        (["/a/{b}"], "/a/x%2Fy", "/a/{b}", {"b": "x%2Fy"}),
        (["/a", "/a/"], "/a/", "/a/", {}),
        (["/a"], "/a/", None, {}),
        (["/"], "/", "/", {}),
        (["/report.{format}", "/{name}"], "/report.pdf", "/report.{format}", {"format": "pdf"}),
        (["/{a}.{b}"], "/x.y.z", "/{a}.{b}", {"a": "x", "b": "y.z"}),
        (["/{a}:{b}"], "/x:y", "/{a}:{b}", {"a": "x", "b": "y"}),
        (
            ["/items/{id}:cancel", "/items/{id}"],
            "/items/7:cancel",
            "/items/{id}:cancel",
            {"id": "7"},
        ),
        (
            ["/items/{id}:cancel", "/items/{id}"],
            "/items/7%3Acancel",
            "/items/{id}:cancel",
            {"id": "7"},
        ),
        (["/items/{id}:cancel", "/items/{id}"], "/items/7:x", "/items/{id}", {"id": "7:x"}),
        (["/caf\u00e9"], "/caf%C3%A9", "/caf\u00e9", {}),
        (["/a b"], "/a%20b", "/a b", {}),
        (["/{x}/a", "/{y}/b"], "/1/b", "/{y}/b", {"y": "1"}),
        (["/foo#bar"], "/foo", "/foo#bar", {}),
    ],
)
def test_finding(templates: list[str], path: str, expected: str | None, values: Any) -> None:
    found = tree(*templates).find("GET", path, b"")
    if expected is None:
        assert found == frozenset()
    else:
        assert isinstance(found, Found)
        assert (found.target, dict(found.parameters)) == (expected, values)


def test_fixed_queries_in_templates() -> None:
    routes = tree("/foo?action=x", "/foo?action=y", "/foo")
    for query, expected in [("action=x", "/foo?action=x"), ("b=1&action=y", "/foo?action=y")]:
        found = routes.find("GET", "/foo", query.encode())
        assert isinstance(found, Found)
        assert found.target == expected
    found = routes.find("GET", "/foo", b"")
    assert isinstance(found, Found)
    assert found.target == "/foo"


def test_templates_that_differ_by_name_are_both_routed() -> None:
    routes: RouteTree[str] = RouteTree()
    routes.add("GET", "/x/{a}", "get")
    routes.add("PUT", "/x/{b}", "put")
    put = routes.find("PUT", "/x/1", b"")
    assert isinstance(put, Found)
    assert (put.target, dict(put.parameters)) == ("put", {"b": "1"})
    assert routes.find("POST", "/x/1", b"") == frozenset({"GET", "HEAD", "PUT"})


def test_a_concrete_path_answers_for_all_methods() -> None:
    routes: RouteTree[str] = RouteTree()
    routes.add("GET", "/x/literal", "literal")
    routes.add("DELETE", "/x/{id}", "templated")
    routes.add("PUT", "/{kind}/literal", "other")
    assert routes.find("DELETE", "/x/literal", b"") == frozenset({"GET", "HEAD"})
    assert routes.find("PUT", "/x/%6Citeral", b"") == frozenset({"GET", "HEAD"})
    assert isinstance(routes.find("DELETE", "/x/other", b""), Found)


segments = st.sampled_from(["a", "b", "{p}", "{q}", "a.{p}", "{p}.{q}", "{p}:b", "c d"])
templates = st.lists(segments, min_size=0, max_size=3).map(lambda parts: "/" + "/".join(parts))
texts = st.sampled_from(["a", "b", "x", "a.b", "x.y", "x:b", "c%20d", "%61", "a%2Fb", ""])


def matches(template: str, path: str) -> bool:
    """Tell in the plainest way whether a template has this path."""
    wanted, got = template.split("/"), path.split("/")
    if len(wanted) != len(got):
        return False
    for pattern, text in zip(wanted, got, strict=True):
        regex = ".+?".join(re.escape(part) for part in PARAMETER.sub("\0", pattern).split("\0"))
        if not re.fullmatch(regex, unquote(text), re.DOTALL):
            return False
    return True


@given(
    st.lists(templates, min_size=1, max_size=6, unique=True),
    st.lists(texts, min_size=1, max_size=3),
)
@settings(max_examples=400, deadline=None)
def test_the_tree_finds_what_a_linear_search_finds(known: list[str], parts: list[str]) -> None:
    path = "/" + "/".join(parts)
    expected = {template for template in known if matches(template, path)}
    found = tree(*known).find("GET", path, b"")
    if expected:
        assert isinstance(found, Found)
        assert found.target in expected
        assert precedence(found.target) == min(map(precedence, expected))
        assert PARAMETER.sub(lambda m: found.parameters[m[1]], found.target).count("/") == len(
            parts
        )
    else:
        assert found == frozenset()


@given(
    st.lists(st.tuples(st.sampled_from(["GET", "PUT", "HEAD"]), templates), min_size=1, max_size=6),
    st.lists(texts, min_size=1, max_size=3),
    st.sampled_from(["GET", "HEAD", "PUT", "POST"]),
)
@settings(max_examples=400, deadline=None)
def test_methods_are_those_of_a_linear_search(
    known: list[tuple[str, str]], parts: list[str], method: str
) -> None:
    routes: RouteTree[tuple[str, str]] = RouteTree()
    for one in known:
        routes.add(*one, one)
    path = "/" + "/".join(parts)
    matching = [(verb, template) for verb, template in known if matches(template, path)]
    concrete = [one for one in matching if "{" not in one[1]]  # matched before its templates
    matching = concrete or matching
    answering = {method} | ({"GET"} if method == "HEAD" else set())
    expected = [one for one in matching if one[0] in answering]
    found = routes.find(method, path, b"")
    if expected:
        assert isinstance(found, Found)
        assert found.target in expected
        assert precedence(found.target[1]) == min(precedence(one[1]) for one in expected)
    else:
        allowed = {verb for verb, _ in matching}
        assert found == frozenset(allowed | ({"HEAD"} if "GET" in allowed else set()))


def precedence(template: str) -> list[tuple[bool, int]]:
    """Order templates: in each segment literals first, then what fixes more of the text.

    See OpenAPI 3.2, section 4.8.1 (Path Templating Matching).
    """
    parts = template.split("/")[1:]
    return [("{" in part, -len(PARAMETER.sub("", part)) * ("{" in part)) for part in parts]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({"path": "/a/b", "raw_path": b"/a/b"}, "/a/b"),
        ({"path": "/a/b/c", "raw_path": b"/a/b%2Fc"}, "/a/b%2Fc"),
        ({"path": "/a b", "raw_path": None}, "/a%20b"),
        ({"path": "/100%", "raw_path": None}, "/100%25"),
        ({"path": "/rewritten", "raw_path": b"/original"}, "/rewritten"),
        ({"path": "/api/x", "raw_path": b"/api/x", "root_path": "/api"}, "/x"),
        ({"path": "/a b/x/y", "raw_path": b"/a%20b/x%2Fy", "root_path": "/a b"}, "/x%2Fy"),
    ],
)
def test_raw_route_path(scope: dict[str, Any], expected: str) -> None:
    assert raw_route_path(scope) == expected


async def read_item(self: Any, call: Call[None], *, item_id: str) -> Any:
    """Read."""


async def write_item(self: Any, call: Call[None], *, item_id: str) -> Any:
    """Write."""


ITEM = {"name": "item-id", "in": "path", "required": True, "schema": {"type": "string"}}
CONTRACT = {
    "paths": {
        "/items/{item-id}": {
            "parameters": [ITEM],
            "get": {"responses": JSON_REPLY},
            "put": {"responses": JSON_REPLY},
        }
    }
}
METHODS = {
    "read_item": operation("GET", "/items/{item-id}", item_id=PathParameter("item-id"))(read_item),
    "write_item": operation("PUT", "/items/{item-id}", item_id=PathParameter("item-id"))(
        write_item
    ),
}


class Items:
    async def read_item(self, call: Call[None], *, item_id: str) -> Any:
        return [item_id, call.operation.path, call.request.url.path]


def test_included_under_a_prefix(tmp_path: Path) -> None:
    app = FastAPI()

    @app.get("/api/health")
    def health() -> str:
        return "up"

    @app.post("/api/items/{x}")
    def post(x: str) -> str:
        return x

    protocol = type("Api", (), METHODS)
    router = build_router(contract_files(tmp_path, CONTRACT), {protocol: Items()})
    app.include_router(router, prefix="/api")
    url = "/api/items/a%2Fb"
    assert exchange(app, "GET", url).json()[0] == "a/b"
    assert exchange(app, "GET", "/api/health").json() == "up"
    assert exchange(app, "PUT", url).status_code == 501
    assert exchange(app, "POST", "/api/items/7").json() == "7"
    response = exchange(app, "DELETE", url)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS, PUT")
    assert exchange(app, "GET", "/items/a").status_code == 404
    assert exchange(app, "GET", "/apix/items/a").status_code == 404


def test_included_without_a_prefix_and_nested(tmp_path: Path) -> None:
    protocol = type("Api", (), METHODS)
    router = build_router(contract_files(tmp_path, CONTRACT), {protocol: Items()})
    app = FastAPI()
    app.include_router(router)
    assert exchange(app, "GET", "/items/a").json()[0] == "a"


def test_mounted(tmp_path: Path) -> None:
    inner = application(tmp_path, CONTRACT, methods=METHODS, implementation=Items())
    outer = FastAPI()
    outer.mount("/v1", inner)
    assert exchange(outer, "GET", "/v1/items/a%2Fb").json()[0] == "a/b"
    assert exchange(outer, "GET", "/v1/openapi.json").json()["info"]["title"] == "Test"
    response = exchange(outer, "GET", "/v1/nowhere")
    assert response.headers["content-type"] == "application/problem+json"


def test_invalid_utf8_in_a_path(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods=METHODS, implementation=Items())
    scope = {"path": "/items/\ufffd", "raw_path": b"/items/%FF"}
    status, _, body = asyncio.run(raw_exchange(app, scope))
    assert status == 422
    assert b"is not UTF-8" in body


def test_options_and_unknown_methods(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods=METHODS, implementation=Items())
    response = exchange(app, "BREW", "/items/1")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS, PUT")
    assert response.json()["status"] == 405
    response = exchange(app, "OPTIONS", "/items/1")
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS, PUT")
    assert "content-length" not in response.headers
    assert exchange(app, "OPTIONS", "/nowhere").status_code == 404
