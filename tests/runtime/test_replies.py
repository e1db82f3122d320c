"""Replies: returned, raised, negotiated, and refused where the contract does not allow them."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi import HTTPException
from harness import application, exchange
from pydantic import BaseModel
from starlette.responses import PlainTextResponse

from adhere.runtime import (
    Call,
    EmptyErrorReply,
    EmptyReply,
    ErrorReply,
    Options,
    RangeErrorReply,
    Reply,
    operation,
)


class Thing(BaseModel):
    n: int
    secret: str | None = None


THING = {
    "type": "object",
    "required": ["n", "secret"],
    "properties": {
        "n": {"type": "integer", "maximum": 9},
        "secret": {"type": ["string", "null"], "writeOnly": True},
    },
}


def json_content(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


CONTRACT = {
    "paths": {
        "/thing": {
            "get": {
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {
                            "ETag": {
                                "required": True,
                                "schema": {"type": "string", "pattern": '^"'},
                            },
                            "X-Tags": {"schema": {"type": "array", "items": {"type": "string"}}},
                        },
                        "content": json_content(THING),
                    },
                    "204": {"description": "none"},
                    "404": {
                        "description": "no",
                        "content": json_content({"type": "object", "required": ["why"]}),
                    },
                    "409": {"description": "empty"},
                    "5XX": {"description": "bad", "content": json_content({})},
                }
            }
        },
        "/text": {
            "get": {
                "responses": {
                    "200": {
                        "description": "ok",
                        "content": {
                            "application/json": {"schema": {"type": "string"}},
                            "text/plain": {"schema": {"type": "string"}},
                            "image/*": {},
                        },
                    }
                }
            }
        },
        "/bare": {
            "get": {"responses": {"200": {"description": "ok", "content": json_content(THING)}}}
        },
        "/none": {"get": {"responses": {"204": {"description": "none"}}}},
    }
}


class Thing200(Reply[Thing], status=200, headers={"etag": "ETag", "tags": "X-Tags"}):
    etag: str
    tags: list[str] | None = None


class Thing204(EmptyReply, status=204):
    pass


class Thing404(ErrorReply[dict[str, Any]], status=404):
    pass


class Thing409(EmptyErrorReply, status=409):
    pass


class Thing5XX(RangeErrorReply[dict[str, Any]], status="5XX"):
    pass


class Text200(Reply[str | bytes], status=200):
    pass


class Undeclared418(ErrorReply[str], status=418):
    pass


@operation("GET", "/thing")
async def thing(
    self: Any, call: Call[None]
) -> Thing200 | Thing204 | Thing404 | Thing409 | Thing5XX:
    """Get."""
    raise AssertionError


@operation("GET", "/text")
async def text(self: Any, call: Call[None]) -> Text200:
    """Get."""
    raise AssertionError


@operation("GET", "/bare")
async def bare(self: Any, call: Call[None]) -> Thing:
    """Get."""
    raise AssertionError


@operation("GET", "/none")
async def none(self: Any, call: Call[None]) -> None:
    """Get."""
    raise AssertionError


METHODS = {"thing": thing, "text": text, "bare": bare, "none": none}


class Api:
    """Returns or raises, for every operation, what it is given."""

    def __init__(self, result: Any) -> None:
        self.result = result

    async def thing(self, call: Call[None]) -> Any:
        call.response_headers["X-Added"] = "yes"
        if isinstance(self.result, Exception):
            with contextlib.ExitStack() as stack:
                stack.enter_context(passing())
                raise self.result
        return self.result

    text = bare = none = thing


@contextlib.contextmanager
def passing() -> Any:
    """Let exceptions through, as a transaction does: contextlib sets `__traceback__`."""
    yield


def get(tmp_path: Path, path: str, result: Any, **more: Any) -> Any:
    headers = more.pop("headers", {})
    app = application(tmp_path, CONTRACT, methods=METHODS, implementation=Api(result), **more)
    return exchange(app, "GET", path, headers=headers)


def test_headers_and_body(tmp_path: Path) -> None:
    reply = Thing200(body=Thing(n=1), etag='"a"', tags=["x", "y"], extra_headers={"X-More": "z"})
    response = get(tmp_path, "/thing", reply)
    assert response.status_code == 200
    assert response.json() == {"n": 1}
    assert response.headers["etag"] == '"a"'
    assert response.headers["x-tags"] == "x,y"
    assert response.headers["x-more"] == "z"
    assert response.headers["x-added"] == "yes"


def test_a_default_is_sent_only_where_it_was_set(tmp_path: Path) -> None:
    assert get(tmp_path, "/thing", Thing200(body=Thing(n=1), etag='"a"')).json() == {"n": 1}
    given = Thing200(body=Thing(n=1, secret=None), etag='"a"')
    assert get(tmp_path, "/thing", given).json() == {"n": 1, "secret": None}


def test_writeonly_may_be_missing_in_a_reply(tmp_path: Path) -> None:
    assert get(tmp_path, "/bare", {"n": 1}).json() == {"n": 1}


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Thing204(), 204),
        (Thing404(body={"why": "gone"}), 404),
        (Thing409(), 409),
        (Thing5XX(status=503, body={}), 503),
    ],
)
def test_each_status(tmp_path: Path, reply: Any, status: int) -> None:
    response = get(tmp_path, "/thing", reply)
    assert response.status_code == status
    assert response.headers["x-added"] == "yes"


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("/thing", Thing200(body=Thing(n=10), etag='"a"')),
        ("/thing", Thing200(body=Thing(n=1), etag="a")),
        ("/thing", Thing200(body=Thing(n=1), etag=None)),  # type: ignore[arg-type]  # wrong on purpose
        ("/thing", Thing200(body=Thing(n=1), etag='"a"\r\nX-Evil: 1')),
        ("/thing", Thing404(body={})),
        ("/thing", Thing5XX(status=404, body={})),
        ("/thing", Undeclared418(body="x")),
        ("/thing", Text200(body="x")),
        ("/thing", Thing(n=1)),
        ("/thing", None),
        ("/thing", HTTPException(418, "secret")),
        ("/thing", PlainTextResponse("x")),
        ("/thing", RuntimeError("secret")),
        ("/bare", Thing(n=10)),
        ("/bare", {"n": "secret"}),
        ("/bare", object()),
        ("/bare", None),
        ("/none", "secret"),
        ("/text", Text200(body="x", media_type="text/html")),
        ("/text", Text200(body="x", media_type="image/png; x=\n")),
    ],
)
def test_what_the_contract_does_not_allow_is_a_500_that_leaks_nothing(
    tmp_path: Path, path: str, result: Any, caplog: pytest.LogCaptureFixture
) -> None:
    response = get(tmp_path, path, result)
    assert response.status_code == 500
    assert response.json() == {"title": "Internal Server Error", "status": 500}
    assert caplog.records[-1].levelno == logging.ERROR


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (
            Undeclared418(body="x"),
            "declares no reply Undeclared418, but 200, 204, 404, 409, 5XX.",
        ),
        (HTTPException(418), "declares no status 418, but 200, 204, 404, 409, 5XX."),
        (Thing5XX(status=404, body={}), "must not have the status 404: declared is 5XX."),
        (Thing(n=1), "one of Thing200, Thing204, Thing404, Thing409, Thing5XX."),
    ],
)
def test_the_log_names_what_is_declared(
    tmp_path: Path, result: Any, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    get(tmp_path, "/thing", result)
    assert told in caplog.text


def test_declared_http_exceptions_are_problems(tmp_path: Path) -> None:
    response = get(tmp_path, "/thing", HTTPException(503, "later", headers={"Retry-After": "1"}))
    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.json()["detail"] == "later"


def test_replies_may_be_checked_less(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    off = get(tmp_path, "/bare", Thing(n=10), options=Options(check_replies="off"))
    assert off.status_code == 200
    assert not caplog.records
    log = get(tmp_path, "/bare", Thing(n=10), options=Options(check_replies="log"))
    assert log.status_code == 200
    assert "must be at most 9" in caplog.text


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/json"),
        ("text/plain", "text/plain"),
        ("application/json;q=0.1, text/*", "text/plain"),
        ("*/*", "application/json"),
    ],
)
def test_negotiation(tmp_path: Path, accept: str | None, content_type: str) -> None:
    headers = {} if accept is None else {"accept": accept}
    response = get(tmp_path, "/text", Text200(body="x"), headers=headers)
    assert response.headers["content-type"] == content_type
    assert response.text == ('"x"' if content_type.endswith("json") else "x")


def test_bytes_say_their_media_type(tmp_path: Path) -> None:
    response = get(tmp_path, "/text", Text200(body=b"\x89PNG", media_type="image/png"))
    assert response.headers["content-type"] == "image/png"
    assert response.content == b"\x89PNG"


def test_none_is_the_only_success_without_a_body(tmp_path: Path) -> None:
    response = get(tmp_path, "/none", None)
    assert response.status_code == 204
    assert "content-length" not in response.headers


def test_applications_handle_their_own_exceptions(tmp_path: Path) -> None:
    class OutOfStock(Exception):  # noqa: N818  # a test's
        pass

    async def handler(request: Any, error: Exception) -> PlainTextResponse:
        return PlainTextResponse("out", 409)

    response = get(tmp_path, "/thing", OutOfStock(), exception_handlers={OutOfStock: handler})
    assert (response.status_code, response.text) == (409, "out")


def test_the_request_id_is_told_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    app = application(tmp_path, CONTRACT, methods=METHODS, implementation=Api(RuntimeError("x")))

    async def with_id(scope: Any, receive: Any, send: Any) -> None:
        scope["state"] = {"request_id": "r-1"}
        await app(scope, receive, send)

    assert exchange(with_id, "GET", "/thing").json()["request_id"] == "r-1"
    assert "r-1" in caplog.text


def test_error_replies_keep_their_promises() -> None:
    reply = Thing404(body={"why": "x"})
    with pytest.raises(AttributeError):
        reply.body = {}  # type: ignore[misc]  # frozen on purpose
    assert str(reply) == "Thing404 (404)"
