"""Replies are what the contract declares, or an `UnexpectedReply` that tells why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere.client import UnexpectedReply

THING = {
    "type": "object",
    "required": ["id"],
    "not": {"required": ["both"]},
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "on": {"type": "string", "format": "date"},
        "secret": {"type": "string", "writeOnly": True},
    },
}
CLOSED = {**THING, "additionalProperties": False}
RESPONSES = {
    "200": {
        "description": "A thing.",
        "headers": {
            "X-Count": {"required": True, "schema": {"type": "integer", "minimum": 0}},
            "X-Tags": {"schema": {"type": "array", "items": {"type": "string"}}},
            "X-Map": {
                "schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
                "explode": True,
            },
            "X-Json": {"content": {"application/json": {"schema": {"type": "array"}}}},
        },
        "content": {"application/json": {"schema": THING}},
    },
    "201": {"description": "A closed one.", "content": {"application/json": {"schema": CLOSED}}},
    "202": {
        "description": "Something.",
        "content": {"text/*": {"schema": {"type": "string"}}, "application/pdf": {}},
    },
    "204": {"description": "Nothing."},
    "3XX": {"description": "Elsewhere."},
}
HEADERS = {"X-Count": "3"}


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    get = {"operationId": "get", "tags": ["things"], "security": [], "responses": RESPONSES}
    head = {**get, "operationId": "peek"}
    made: ModuleType = project({"paths": {"/thing": {"get": get, "head": head}}})
    return made


@pytest.fixture
def reply(generated: ModuleType) -> Callable[..., Any]:
    """Return a function that gives the reply to `get` for a response."""

    def read(response: httpx.Response, method: str = "get", **settings: Any) -> Any:
        transport = httpx.MockTransport(lambda _: response)
        with generated.Client("http://test", transport=transport, **settings) as client:
            return getattr(client.things, method)()

    return read


def test_headers_are_typed(reply: Any) -> None:
    fields = {
        **HEADERS, "X-Tags": "a, b", "X-Map": "a=1", "X-Json": "[1]", "X-Other": "o"
    }  # fmt: skip
    got = reply(httpx.Response(200, json={"id": 1, "on": "2026-01-02"}, headers=fields))
    assert type(got).__name__ == "Get200"
    assert (got.x_count, got.x_tags, got.x_json) == (3, ["a", "b"], [1])
    assert got.x_map.a == 1
    assert got.body.on == date(2026, 1, 2)
    assert got.extra_headers["x-other"] == "o"
    assert "x-count" not in got.extra_headers


def test_unknown_members_are_kept_where_the_schema_lets_them(reply: Any) -> None:
    got = reply(httpx.Response(200, json={"id": 1, "more": [2]}, headers=HEADERS))
    assert got.body.more == [2]
    with pytest.raises(UnexpectedReply, match="answered 201 that does not fit: /body"):
        reply(httpx.Response(201, json={"id": 1, "more": [2]}))


def test_text_and_bytes_are_read_by_media_type(reply: Any) -> None:
    latin = {"Content-Type": "text/csv; charset=iso-8859-1"}
    got = reply(httpx.Response(202, content="ä".encode("latin-1"), headers=latin))
    assert (got.body, got.media_type) == ("ä", latin["Content-Type"])
    pdf = {"Content-Type": "application/pdf"}
    assert reply(httpx.Response(202, content=b"%PDF", headers=pdf)).body == b"%PDF"


def test_ranges_and_empty_replies(reply: Any) -> None:
    assert reply(httpx.Response(204)).status_code == 204
    moved = reply(httpx.Response(307, headers={"Location": "/there"}))
    assert (moved.status, moved.extra_headers["location"]) == (307, "/there")


def test_the_answer_to_head_has_no_body(reply: Any) -> None:
    assert reply(httpx.Response(200, headers=HEADERS), "peek").x_count == 3


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (httpx.Response(418), "answered 418, which the contract does not declare"),
        (httpx.Response(200, json={"id": 1}), "answered 200 without the header field X-Count"),
        (
            httpx.Response(200, json={"id": 1}, headers={"X-Count": "s3cret"}),
            "answered 200 that does not fit: /header/X-Count",
        ),
        (
            httpx.Response(200, json={"id": "s3cret"}, headers=HEADERS),
            "answered 200 that does not fit: /body/id",
        ),
        (
            httpx.Response(200, text="<html>s3cret", headers=HEADERS),
            "answered 200 whose media type it does not declare",
        ),
        (httpx.Response(200, headers=HEADERS), "answered 200 whose media type"),
        (
            httpx.Response(
                200, content=b"{s3cret", headers={**HEADERS, "Content-Type": "application/json"}
            ),
            "answered 200 whose body is not JSON",
        ),
        (
            httpx.Response(200, json={"id": 1}, headers={**HEADERS, "X-Json": "[s3cret"}),
            "answered 200 whose header field X-Json cannot be read",
        ),
    ],
)
def test_whatever_does_not_fit_is_told_without_its_values(
    reply: Any, response: httpx.Response, said: str
) -> None:
    with pytest.raises(UnexpectedReply) as raised:
        reply(response)
    assert str(raised.value).startswith(f"GET /thing {said}")
    assert "s3cret" not in str(raised.value)
    assert raised.value.response.status_code == response.status_code


def test_validation_can_be_left_out(reply: Any) -> None:
    odd = httpx.Response(200, json={"id": 1, "both": 1}, headers={"X-Count": "-1"})
    with pytest.raises(UnexpectedReply):
        reply(odd)
    got = reply(odd, validate=False)
    assert (got.x_count, got.body.both) == (-1, 1)
    with pytest.raises(UnexpectedReply, match="its type cannot hold at /body"):
        reply(httpx.Response(200, json={"id": "one"}, headers=HEADERS), validate=False)


def test_transport_errors_stay_those_of_httpx(generated: ModuleType) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    client = generated.Client("http://test", transport=httpx.MockTransport(fail))
    with client, pytest.raises(httpx.ConnectError):
        client.things.get()


def test_a_client_waits_for_a_time_and_not_for_ever(generated: ModuleType, recorder: Any) -> None:
    taken = recorder(lambda _: httpx.Response(204))
    with generated.Client("http://test", transport=taken.transport) as client:
        client.things.get()
    with generated.Client("http://test", transport=taken.transport, timeout=2) as client:
        client.things.get()
    waits = [request.extensions["timeout"] for request in taken.requests]
    assert waits[0] == {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 30.0}
    assert set(waits[1].values()) == {2}


def test_accept_names_every_declared_media_type(generated: ModuleType, recorder: Any) -> None:
    taken = recorder(lambda _: httpx.Response(204))
    with generated.Client("http://test/base/", transport=taken.transport) as client:
        client.things.get()
    (request,) = taken.requests
    assert request.headers["Accept"] == "application/json, text/*, application/pdf"
    assert str(request.url) == "http://test/base/thing"


def test_a_given_client_comes_with_its_timeout(generated: ModuleType) -> None:
    with httpx.Client() as given, pytest.raises(ValueError, match="give it or them"):
        generated.Client("http://test", httpx_client=given, timeout=3)
