"""Methods that OpenAPI 3.2 has besides the usual ones, from a client to a service over HTTP."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adhere.runtime import NoContent204, Ok200

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))
from harness import serving

TERMS = {"type": "object", "required": ["terms"], "properties": {"terms": {"type": "string"}}}
FOUND = {"content": {"application/json": {"schema": {"type": "array", "items": {}}}}}


def operation(name: str, **more: Any) -> dict[str, Any]:
    replies = {"200": {"description": "", **FOUND}}
    return {"operationId": name, "tags": ["books"], "responses": replies, **more}


EMPTY = {"responses": {"204": {"description": ""}}}
PATHS = {
    "/books": {
        "get": operation("listAll"),
        "query": operation(
            "search",
            requestBody={"required": True, "content": {"application/json": {"schema": TERMS}}},
        ),
        "options": operation("ask", **EMPTY),
        "additionalOperations": {"PURGE": operation("purge", **EMPTY), "LINK": operation("link")},
    }
}


class Books:
    """Says which method reached it."""

    async def list_all(self, call: Any) -> Any:
        return Ok200(body=[call.request.method])

    async def search(self, call: Any, body: Any) -> Any:
        return Ok200(body=[call.request.method, body.terms])

    async def ask(self, call: Any) -> Any:
        return NoContent204()

    async def purge(self, call: Any) -> Any:
        return NoContent204()

    link = list_all


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    made: ModuleType = project({"openapi": "3.2.0", "paths": PATHS})
    return made


@pytest.fixture(scope="module")
def address(generated: ModuleType) -> Iterator[tuple[str, int]]:
    package = sys.modules[generated.__name__.partition(".")[0]]
    with serving(package.create_app(books=Books())) as found:
        yield found


def test_the_client_calls_every_method(generated: ModuleType, address: tuple[str, int]) -> None:
    models = sys.modules[generated.__name__.replace(".client", ".models")]
    host, port = address
    with generated.Client(f"http://{host}:{port}") as client:
        found = client.books.search(models.SearchBody(terms="a b"))
        assert found.body == ["QUERY", "a b"]
        assert client.books.link().body == ["LINK"]
        assert isinstance(client.books.purge(), NoContent204)
        allow = client.books.ask().extra_headers["allow"]
        assert allow == "GET, HEAD, LINK, OPTIONS, PURGE, QUERY"


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("QUERY", b'{"terms": "a"}', 200),
        ("QUERY", b'{"terms": 1}', 422),
        ("QUERY", b"", 422),
        ("HEAD", None, 200),
        ("LINK", None, 200),
        ("UNLINK", None, 405),
        ("POST", b"{}", 405),
    ],
)
def test_what_arrives(
    address: tuple[str, int], method: str, body: bytes | None, status: int
) -> None:
    connection = http.client.HTTPConnection(*address, timeout=20)
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, "/books", body, headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    assert response.status == status
    assert bool(content) == (method != "HEAD")
    allow = "GET, HEAD, LINK, OPTIONS, PURGE, QUERY" if status == 405 else None
    assert response.headers["Allow"] == allow
