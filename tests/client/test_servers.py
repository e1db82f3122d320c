"""Where operations are, which redirects are followed, and the classes of media types."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType
from typing import Any

import httpx
import pytest

from adhere.client import UnexpectedReply

KEY = {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
OK = {"200": {"description": "ok", "content": {"application/json": {"schema": {}}}}}
REGION = {"region": {"default": "eu", "enum": ["eu", "us"]}}


def operation(name: str, **more: Any) -> dict[str, Any]:
    return {"operationId": name, "tags": ["things"], "responses": OK, **more}


def shape(name: str) -> dict[str, Any]:
    number = {"type": "integer"}
    return {"type": "object", "required": [name], "properties": {name: number, "n": number}}


def ref(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}


FORM = "application/x-www-form-urlencoded"
EITHER = {"schema": {"oneOf": [ref("One")["schema"], ref("Two")["schema"]]}}
BY_TYPE = {"application/json": ref("One"), "application/vnd.two+json": ref("Two")}
CONTRACT = {
    "security": [{"key": []}],
    "servers": [{"url": "https://{region}.example.com/v1", "variables": REGION}],
    "paths": {
        "/plain": {"get": operation("plain"), "post": operation("send")},
        "/files": {
            "servers": [{"url": "https://files.{region}.example.com", "variables": REGION}],
            "get": operation("files"),
            "put": operation("beside", servers=[{"url": "../v2"}]),
        },
        "/moved": {"get": operation("moved", responses={**OK, "302": {"description": "There."}})},
        "/typed": {
            "get": operation("typed", responses={"200": {"description": "", "content": BY_TYPE}}),
            "post": operation(
                "choose",
                requestBody={"content": {FORM: ref("Three"), "application/json": EITHER}},
            ),
        },
    },
    "components": {
        "securitySchemes": KEY,
        "schemas": {"One": shape("one"), "Two": shape("two"), "Three": shape("three")},
    },
}


@pytest.fixture(scope="module")
def generated(project: Any) -> ModuleType:
    made: ModuleType = project(CONTRACT)
    return made


def called(generated: ModuleType, recorder: Any, name: str, *base: str, **settings: Any) -> str:
    """Return the URL that an operation is called at."""
    seen = recorder(lambda _: httpx.Response(200, json=1))
    with generated.Client(*base, key="k", transport=seen.transport, **settings) as client:
        getattr(client.things, name)()
    (request,) = seen.requests
    return str(request.url)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", "https://eu.example.com/v1/plain"),
        ("files", "https://files.eu.example.com/files"),
        ("beside", "https://eu.example.com/v2/files"),
    ],
)
def test_an_operation_is_at_its_own_server(
    generated: ModuleType, recorder: Any, name: str, expected: str
) -> None:
    assert called(generated, recorder, name) == expected
    in_us = called(generated, recorder, name, server_variables={"region": "us"})
    assert in_us == expected.replace("eu.", "us.")
    assert (
        called(generated, recorder, name, "http://test")
        == "http://test" + expected[expected.rindex("/") :]
    )


def test_a_server_of_its_own_can_be_elsewhere(generated: ModuleType, recorder: Any) -> None:
    written = "https://files.{region}.example.com"
    given = {"servers": {written: "http://files.test/"}}
    assert called(generated, recorder, "files", "http://test", **given) == "http://files.test/files"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"server_variables": {"region": "mars"}}, "region is one of eu, us"),
        ({"server_variables": {"zone": "eu"}}, "no server or server variable zone"),
        ({"servers": {"https://other.test": "http://test"}}, "variable https://other.test"),
        ({"servers": {"../v2": "test"}}, "must be absolute"),
    ],
)
def test_servers_that_cannot_be_are_refused(
    generated: ModuleType, settings: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        generated.Client(**settings)


def redirecting(status: int, to: str) -> Any:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/there":
            return httpx.Response(200, json=[request.method, request.headers["X-Key"]])
        return httpx.Response(status, headers={"Location": to})

    return answer


@pytest.mark.parametrize(
    ("name", "status", "to", "expected"),
    [
        ("plain", 302, "/there", ["GET", "k"]),
        ("plain", 301, "http://test/there", ["GET", "k"]),
        ("plain", 307, "http://other.test/there", None),
        ("plain", 302, "https://test/there", None),
        ("plain", 302, "/loop", None),
        ("send", 307, "/there", ["POST", "k"]),
        ("send", 303, "/there", ["GET", "k"]),
        ("send", 302, "/there", None),
    ],
)
def test_redirects_are_followed_within_the_origin(
    generated: ModuleType, recorder: Any, name: str, status: int, to: str, expected: Any
) -> None:
    seen = recorder(redirecting(status, to))
    given = {"key": "k", "redirects": "same-origin"}

    async def send() -> Any:
        async with generated.AsyncClient("http://test", transport=seen.transport, **given) as one:
            return await getattr(one.things, name)()

    with generated.Client("http://test", transport=seen.transport, **given) as client:
        for call in (getattr(client.things, name), lambda: asyncio.run(send())):
            if expected is None:
                with pytest.raises(UnexpectedReply, match=f"answered {status}"):
                    call()
            else:
                assert call().body == expected
    assert {request.url.host for request in seen.requests} == {"test"}
    assert len(seen.requests) <= 22


def test_a_redirect_that_is_declared_is_a_reply(generated: ModuleType, recorder: Any) -> None:
    seen = recorder(redirecting(302, "/there"))
    given = {"key": "k", "redirects": "same-origin", "transport": seen.transport}
    with generated.Client("http://test", **given) as client:
        assert client.things.moved().status_code == 302
    never = generated.Client("http://test", key="k", transport=seen.transport)
    with never as client, pytest.raises(UnexpectedReply):
        client.things.plain()
    assert len(seen.requests) == 2


@pytest.mark.parametrize(
    ("media_type", "body", "name"),
    [
        ("application/json", {"one": 1, "two": 2}, "One"),
        ("application/vnd.two+json", {"one": 1, "two": 2}, "Two"),
    ],
)
def test_a_reply_is_of_the_class_of_its_media_type(
    generated: ModuleType, media_type: str, body: Any, name: str
) -> None:
    response = httpx.Response(200, json=body, headers={"Content-Type": media_type})
    transport = httpx.MockTransport(lambda _: response)
    with generated.Client("http://test", key="k", transport=transport) as client:
        assert type(client.things.typed().body).__name__ == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("One", "application/json"), ("Two", "application/json"), ("Three", FORM)],
)
def test_an_alternative_is_sent_in_the_media_type_that_has_it(
    generated: ModuleType, recorder: Any, name: str, expected: str
) -> None:
    models = sys.modules[generated.__name__.replace(".client", ".models")]
    seen = recorder(lambda _: httpx.Response(200, json=1))
    with generated.Client("http://test", key="k", transport=seen.transport) as client:
        client.things.choose(getattr(models, name)(**{name.lower(): 1}))
    assert seen.requests[0].headers["Content-Type"] == expected
