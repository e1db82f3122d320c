"""The straight way to an operation: what FastAPI's own way gives is not lost on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from harness import JSON_REPLY, application, exchange
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from adhere.runtime import Call, operation
from adhere.runtime.contract_app import remembered

BY_NAME = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
CONTRACT = {"paths": {"/x/{name}": {"get": {"parameters": [BY_NAME], "responses": JSON_REPLY}}}}


@operation("GET", "/x/{name}")
async def read(self: Any, call: Call[None], *, name: str) -> Any:
    """Read."""


class OutOfStock(Exception):  # noqa: N818  # as applications name them
    """What an application has a handler for."""


class Reader:
    async def read(self, call: Call[None], *, name: str) -> Any:
        if name == "out-of-stock":
            raise OutOfStock
        request = call.request
        return {"path": dict(request.path_params), "url": str(request.url_for("elsewhere"))}


def app_of(folder: Path, **settings: Any) -> Any:
    methods = {"read": read}
    return application(folder, CONTRACT, methods=methods, implementation=Reader(), **settings)


async def elsewhere(_: Request) -> PlainTextResponse:
    return PlainTextResponse("elsewhere")


def test_what_routers_note_in_the_scope_is_there(tmp_path: Path) -> None:
    app, seen = app_of(tmp_path), []
    app.router.routes.append(Route("/elsewhere", elsewhere))

    async def watch(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        if request.scope.get("path_params"):
            seen.append((request.scope["route"].path, request.scope["path_params"]))
        return response

    app.add_middleware(BaseHTTPMiddleware, dispatch=watch)
    found = exchange(app, "GET", "/x/a%20b")
    assert found.json() == {"path": {"name": "a b"}, "url": "http://test/elsewhere"}
    assert seen == [("/x/{name}", {"name": "a b"})]
    assert exchange(app, "GET", "/elsewhere").text == "elsewhere"
    refused = exchange(app, "POST", "/x/a")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert exchange(app, "GET", "/y").status_code == 404


def test_a_route_placed_before_the_contract_goes_before_it(tmp_path: Path) -> None:
    app = app_of(tmp_path)
    app.router.routes.insert(0, Route("/x/first", elsewhere))
    assert exchange(app, "GET", "/x/first").text == "elsewhere"
    assert exchange(app, "GET", "/x/out-of-stock").status_code == 500


def test_handlers_of_exceptions_run_once_inside_the_middleware(tmp_path: Path) -> None:
    handled = []

    async def handler(_: Request, error: Exception) -> JSONResponse:
        handled.append(error)
        return JSONResponse({"left": 0}, 409)

    app, passed = app_of(tmp_path, exception_handlers={OutOfStock: handler}), []

    async def watch(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        passed.append(response.status_code)
        return response

    app.add_middleware(BaseHTTPMiddleware, dispatch=watch)
    found = exchange(app, "GET", "/x/out-of-stock")
    assert (found.status_code, found.json()) == (409, {"left": 0})
    assert ([type(error) for error in handled], passed) == ([OutOfStock], [409])


def test_telemetry_sees_the_requests_of_operations(tmp_path: Path) -> None:
    trace = pytest.importorskip("opentelemetry.trace")
    pytest.importorskip("fastapi.telemetry")
    names: list[str] = []

    class Span(trace.NonRecordingSpan):  # type: ignore[misc, name-defined]  # imported if there
        def is_recording(self) -> bool:
            return True

        def update_name(self, name: str) -> None:
            names.append(name)

    class Tracer(trace.NoOpTracer):  # type: ignore[misc, name-defined]  # imported if there
        def start_span(self, name: str, *_: Any, **__: Any) -> Any:
            names.append(name)
            return Span(trace.INVALID_SPAN_CONTEXT)

        @contextmanager
        def start_as_current_span(self, name: str, *_: Any, **__: Any) -> Iterator[Any]:
            yield self.start_span(name)

    class Provider(trace.TracerProvider):  # type: ignore[misc, name-defined]  # imported if there
        def get_tracer(self, *_: Any, **__: Any) -> Any:
            return Tracer()

    app = app_of(tmp_path, telemetry={"tracer_provider": Provider()})
    assert exchange(app, "GET", "/x/out-of-stock").status_code == 500
    assert "GET" in names


def test_an_answer_is_remembered_for_some_seconds() -> None:
    now, answers = [100.0], [False, True]
    tell = remembered(lambda: answers.pop(0), 1.0, clock=lambda: now[0])
    assert [tell(), tell()] == [False, False]
    now[0] += 1.0
    assert [tell(), tell()] == [True, True]


def test_a_mounted_application_finds_routes_of_the_one_around(tmp_path: Path) -> None:
    around = FastAPI()
    around.mount("/inner", app_of(tmp_path))
    around.router.routes.append(Route("/elsewhere", elsewhere))
    found = exchange(around, "GET", "/inner/x/a")
    assert found.status_code == 200
    assert found.json()["url"] == "http://test/elsewhere"
