"""The hand-written package behind a real server, over a socket."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from typing import Any

import pytest
from harness import serving
from orders_package.app import create_app
from test_service import AUTH, ORDER, Caller, Shop


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    app = create_app(orders=Shop(), security=Caller())  # type: ignore[arg-type]  # partial on purpose
    with serving(app) as where:
        yield where


def send(
    address: tuple[str, int], method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection(*address, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=AUTH | named)
    response = connection.getresponse()
    answer = (response.status, response.headers, response.read())
    connection.close()
    return answer


def test_a_read_and_its_head(address: tuple[str, int]) -> None:
    status, headers, body = send(address, "GET", f"/orders/{ORDER}")
    assert status == 200
    assert str(ORDER).encode() in body
    status, head, nothing = send(address, "HEAD", f"/orders/{ORDER}")
    assert (status, nothing) == (200, b"")
    assert head["content-length"] == headers["content-length"]


def test_a_chunked_create(address: tuple[str, int]) -> None:
    parts = iter([b'{"sku":"ABC-1",', b'"quantity":2}'])
    more = {"Idempotency_Key": "a", "Content_Type": "application/json"}
    status, headers, _ = send(address, "POST", "/orders", parts, **more)
    assert status == 201
    assert headers["location"] == f"/orders/{ORDER}"


def test_encoded_paths_arrive_as_they_were_sent(address: tuple[str, int]) -> None:
    assert send(address, "GET", "/orders%2Fx")[0] == 404
    assert send(address, "GET", "/ord%65rs")[0] == 200
    assert send(address, "GET", "/orders/")[0] == 404
    assert send(address, "GET", "/orders/%FF")[0] == 422


def test_a_delete_without_a_body(address: tuple[str, int]) -> None:
    connection_headers = {"X_Key": "k"}
    status, headers, body = send(address, "DELETE", f"/orders/{ORDER}", **connection_headers)
    assert (status, body) == (204, b"")
    assert "content-type" not in headers
