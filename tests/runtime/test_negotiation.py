"""Which media type is sent, and which methods a path has."""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import Any

import pytest
from harness import JSON_REPLY, application, exchange, serving

from adhere.runtime import BinaryContent, Call, Reply, operation


def replies(*media_types: str) -> dict[str, Any]:
    return {"200": {"description": "ok", "content": {name: {} for name in media_types}}}


def taking(media_type: str) -> dict[str, Any]:
    return {"requestBody": {"content": {media_type: {}}}, "responses": JSON_REPLY}


CONTRACT = {
    "openapi": "3.2.0",
    "paths": {
        "/many": {
            "get": {"responses": replies("application/json", "application/pdf", "text/csv")},
            "head": {"responses": {"200": {"description": "ok"}}},
            "options": {"responses": {"204": {"description": "ok"}}},
        },
        "/problem": {"get": {"responses": replies("application/problem+json")}},
        "/image": {
            "get": {"responses": replies("image/*")},
            "options": {"responses": {"204": {"description": "ok"}}},
        },
        "/search": {
            "query": taking("application/json"),
            "additionalOperations": {"PURGE": {"responses": JSON_REPLY}},
        },
    },
}


class Many200(Reply[Any], status=200):
    pass


class Image200(Reply[BinaryContent], status=200):
    pass


@operation("GET", "/many")
async def many(self: Any, call: Call[None]) -> Many200:
    raise AssertionError


@operation("HEAD", "/many")
async def head_of_many(self: Any, call: Call[None]) -> Any:
    raise AssertionError


@operation("OPTIONS", "/many")
async def options_of_many(self: Any, call: Call[None]) -> None:
    raise AssertionError


@operation("GET", "/problem")
async def problem(self: Any, call: Call[None]) -> Any:
    raise AssertionError


@operation("GET", "/image")
async def image(self: Any, call: Call[None]) -> Image200:
    raise AssertionError


@operation("OPTIONS", "/image")
async def options_of_image(self: Any, call: Call[None]) -> None:
    raise AssertionError


@operation("QUERY", "/search")
async def search(self: Any, call: Call[None], body: Any = None) -> Any:
    raise AssertionError


@operation("PURGE", "/search")
async def purge(self: Any, call: Call[None]) -> Any:
    raise AssertionError


METHODS = {
    "many": many,
    "head_of_many": head_of_many,
    "options_of_many": options_of_many,
    "problem": problem,
    "image": image,
    "options_of_image": options_of_image,
    "search": search,
    "purge": purge,
}


class Api:
    def __init__(self, body: Any = None) -> None:
        self.body = body

    async def many(self, call: Call[None]) -> Many200:
        return Many200(body=self.body)

    async def head_of_many(self, call: Call[None]) -> None:
        call.response_headers["X-Head"] = "its own"

    async def options_of_many(self, call: Call[None]) -> None:
        call.response_headers["Allow"] = "GET"

    async def problem(self, call: Call[None]) -> Any:
        return {}

    async def image(self, call: Call[None]) -> Image200:
        return Image200(body=b"x", media_type="image/png")

    async def options_of_image(self, call: Call[None]) -> None:
        return None

    async def search(self, call: Call[None], body: Any = None) -> Any:
        return [call.request.method, body]

    async def purge(self, call: Call[None]) -> Any:
        return call.request.method


def serve(tmp_path: Path, body: Any = None) -> Any:
    return application(tmp_path, CONTRACT, methods=METHODS, implementation=Api(body))


@pytest.mark.parametrize(
    ("accept", "body", "expected"),
    [
        (None, {}, "application/json"),
        (None, b"", "application/pdf"),
        ("application/json;q=0.2, text/csv;q=0.8", "x", "text/csv"),
        ("text/csv;q=0.2, application/json;q=0.8", "x", "application/json"),
        ("text/*;q=0.9, */*;q=0.1", "x", "text/csv"),
        ("*/*, application/json;q=0", "x", "text/csv"),
        ("text/csv", b"", "application/pdf"),
        ("Application/JSON; charset=UTF-8", {}, "application/json"),
        ("nonsense", {}, "application/json"),
    ],
)
def test_the_best_that_the_body_may_be_written_in(
    tmp_path: Path, accept: str | None, body: Any, expected: str
) -> None:
    headers = {} if accept is None else {"accept": accept}
    response = exchange(serve(tmp_path, body), "GET", "/many", headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, expected)


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/many", "image/png", 406),
        ("/many", "*/*;q=0", 406),
        ("/many", "application/*;q=0, text/csv;q=0, */*", 406),
        ("/many", "application/json;version=2", 406),
        ("/problem", "application/json", 406),
        ("/problem", "application/problem+json", 200),
        ("/problem", "application/*", 200),
        ("/image", "image/webp", 200),
        ("/image", "image/*;q=0, image/png", 200),
        ("/image", "text/plain", 406),
        ("/image", "image/*;q=0, */*", 406),
    ],
)
def test_what_is_not_acceptable(tmp_path: Path, path: str, accept: str, status: int) -> None:
    response = exchange(serve(tmp_path, {}), "GET", path, headers={"accept": accept})
    assert response.status_code == status


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with serving(serve(tmp_path_factory.mktemp("contract"), {})) as where:
        yield where


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "answer"),
    [
        ("QUERY", "/search", b'{"a":1}', 200, b'["QUERY",{"a":1}]'),
        ("QUERY", "/search", None, 200, b'["QUERY",null]'),
        ("PURGE", "/search", None, 200, b'"PURGE"'),
        ("GET", "/search", None, 405, None),
        ("HEAD", "/many", None, 200, b""),
        ("HEAD", "/problem", None, 200, b""),
        ("HEAD", "/search", None, 405, b""),
        ("OPTIONS", "/many", None, 204, b""),
        ("OPTIONS", "/search", None, 204, b""),
    ],
)
def test_methods(
    address: Any, method: str, path: str, body: Any, status: int, answer: bytes | None
) -> None:
    connection = http.client.HTTPConnection(*address, timeout=20)
    headers = {} if body is None else {"Content-Type": "application/json"}
    connection.request(method, path, body, headers)
    response = connection.getresponse()
    assert response.status == status
    if answer is not None:
        assert response.read() == answer
    if status == 405 or (method, path) == ("OPTIONS", "/search"):
        assert response.headers["Allow"] == "OPTIONS, PURGE, QUERY"
    connection.close()


@pytest.mark.parametrize(("path", "allow"), [("/many", "GET"), ("/image", "GET, HEAD, OPTIONS")])
def test_a_declared_options_tells_the_methods(address: Any, path: str, allow: str) -> None:
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("OPTIONS", path)
    response = connection.getresponse()
    assert (response.status, response.headers.get_all("Allow")) == (204, [allow])
    connection.close()


def test_a_head_of_its_own_goes_before_that_of_get(address: Any) -> None:
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("HEAD", "/many")
    assert connection.getresponse().headers["X-Head"] == "its own"
    connection.close()
