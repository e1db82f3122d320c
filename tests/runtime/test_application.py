"""The application around the operations: documents, middleware, problems, start-up."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from harness import JSON_REPLY, application, contract_files, exchange
from starlette.middleware import Middleware

from adhere.runtime import (
    Call,
    Model,
    build_router,
    create_app,
    operation,
    problem_response,
    warm_up,
)


@operation("GET", "/x")
async def read(self: Any, call: Call[None]) -> Any:
    """Read."""


@operation("DELETE", "/x")
async def remove(self: Any, call: Call[None]) -> Any:
    """Remove."""


CONTRACT = {
    "paths": {"/x": {"get": {"responses": JSON_REPLY}, "delete": {"responses": JSON_REPLY}}}
}
METHODS = {"read": read, "remove": remove}


class Reader:
    async def read(self, call: Call[None]) -> Any:
        return call.request.app.state.started


def test_it_is_an_ordinary_fastapi(tmp_path: Path) -> None:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        app.state.started = "yes"
        yield

    cors = Middleware(CORSMiddleware, allow_origins=["https://a.example"], allow_methods=["GET"])
    app = application(
        tmp_path,
        CONTRACT,
        methods=METHODS,
        implementation=Reader(),
        lifespan=lifespan,
        middleware=[cors],
        docs_url=None,
    )

    async def started() -> None:
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(started())
    assert exchange(app, "GET", "/x").json() == "yes"
    allowed = exchange(app, "GET", "/x", headers={"Origin": "https://a.example"})
    assert allowed.headers["access-control-allow-origin"] == "https://a.example"
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    assert exchange(app, "OPTIONS", "/x", headers=preflight).status_code == 200
    assert exchange(app, "GET", "/docs").status_code == 404


def test_operations_are_listed_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "adhere.runtime"):
        app = application(tmp_path, CONTRACT, methods=METHODS, implementation=Reader())
    listed = [(info.method, info.path, info.name, info.implemented) for info in app.state.adhere]
    assert listed == [("GET", "/x", "read", True), ("DELETE", "/x", "remove", False)]
    assert "not implemented: DELETE /x" in caplog.text


def test_the_document_as_written_is_served(tmp_path: Path) -> None:
    written = b'{"openapi": "3.0.3", "info": {"title": "As written", "version": "1"}}'
    files = contract_files(tmp_path, CONTRACT)
    (tmp_path / "openapi.json").write_bytes(written)
    app = create_app(files, {}, openapi_url="/contract.json")
    assert exchange(app, "GET", "/contract.json").content == written
    assert app.openapi()["info"]["title"] == "As written"
    assert exchange(app, "GET", "/docs").status_code == 200
    assert (
        exchange(create_app(files, {}, openapi_url=None), "GET", "/openapi.json").status_code == 404
    )


def test_the_contract_goes_before_what_fastapi_adds(tmp_path: Path) -> None:
    @operation("GET", "/docs")
    async def docs(self: Any, call: Call[None]) -> Any:
        """Docs of one's own."""

    contract = {"paths": {"/docs": {"get": {"responses": JSON_REPLY}}}}
    app = application(tmp_path, contract, methods={"docs": docs})
    assert exchange(app, "GET", "/docs").status_code == 501


def test_a_templated_path_leaves_the_documentation_where_it_is(tmp_path: Path) -> None:
    @operation("GET", "/{name}")
    async def thing(self: Any, call: Call[None], *, name: str) -> Any:
        """Read any name at all."""

    class Things:
        async def thing(self, call: Call[None], *, name: str) -> Any:
            return name

    node = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    contract = {"paths": {"/{name}": {"get": {"parameters": [node], "responses": JSON_REPLY}}}}
    files = contract_files(tmp_path, contract)
    protocol = type("Api", (), {"thing": thing})
    app = create_app(files, {protocol: Things()})
    assert "paths" in exchange(app, "GET", "/openapi.json").json()
    assert "swagger" in exchange(app, "GET", "/docs").text
    assert exchange(app, "DELETE", "/docs").status_code == 405
    assert exchange(app, "GET", "/openapi.yaml").json() == "openapi.yaml"
    app = create_app(files, {protocol: Things()}, openapi_url=None)
    assert [exchange(app, "GET", path).json() for path in ("/openapi.json", "/docs")] == [
        "openapi.json",
        "docs",
    ]


def test_failures_outside_of_operations_are_problems(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods=METHODS)

    @app.get("/boom")
    def boom() -> None:
        raise RuntimeError("secret")

    response = exchange(app, "GET", "/boom")
    assert response.status_code == 500
    assert response.json() == {"title": "Internal Server Error", "status": 500}
    assert exchange(app, "POST", "/boom").json() == {"title": "Method Not Allowed", "status": 405}


def test_generated_code_that_does_not_fit_the_contract_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no operation GET /x"):
        application(tmp_path, {"paths": {}}, methods=METHODS)


def test_problem_responses() -> None:
    response = problem_response(409, detail="No stock.", type="https://a.example/stock", sku="A")
    assert response.status_code == 409
    assert response.media_type == "application/problem+json"
    assert bytes(response.body) == (
        b'{"title":"Conflict","status":409,"detail":"No stock.",'
        b'"type":"https://a.example/stock","sku":"A"}'
    )


class Thing(Model):
    n: int


@operation("POST", "/things/{n}")
async def make(self: Any, call: Call[None], body: Thing, *, n: int) -> Thing:
    """Make."""
    raise AssertionError


def test_warming_up_leaves_nothing_to_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Api:
        async def make(self, call: Call[None], body: Thing, *, n: int) -> Thing:
            return body

    content = {"application/json": {"schema": {"type": "object", "required": ["n"]}}}
    number = {"name": "n", "in": "path", "required": True, "schema": {"type": "integer"}}
    made = {
        "parameters": [number],
        "requestBody": {"required": True, "content": content},
        "responses": {"200": {"description": "ok", "content": content}},
    }
    protocol = type("Things", (), {"make": make})
    files = contract_files(tmp_path, {"paths": {"/things/{n}": {"post": made}}})
    app = FastAPI()
    app.include_router(build_router(files, {protocol: Api()}), prefix="/api")
    warm_up(app)

    def compiles(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr("adhere.runtime.guard.Draft202012Validator", compiles)
    monkeypatch.setattr("adhere.runtime.typed.TypeAdapter", compiles)
    assert exchange(app, "POST", "/api/things/1", json={"n": 1}).json() == {"n": 1}
