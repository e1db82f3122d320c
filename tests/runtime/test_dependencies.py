"""FastAPI's dependencies in an implementation's signature."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import (
    APIRouter,
    BackgroundTasks,
    Depends,
    FastAPI,
    Header,
    HTTPException,
    Query,
    Response,
)
from harness import JSON_REPLY, application, contract_files, exchange
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Mount

from adhere.runtime import Call, EmptyErrorReply, ImplementationError, build_router, operation

EVENTS: list[str] = []


@operation("GET", "/x")
async def read(self: Any, call: Call[None], *, n: int | None = None) -> Any:
    """Read."""


CONTRACT = {
    "paths": {
        "/x": {
            "get": {
                "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
                "responses": JSON_REPLY
                | {"403": {"description": "no"}, "422": {"description": "bad"}},
            }
        }
    }
}


def settings() -> str:
    return "real"


async def session(response: Response) -> AsyncIterator[str]:
    EVENTS.append("open")
    response.headers["X-Session"] = "1"
    try:
        yield "session"
    except Exception:
        EVENTS.append("rollback")
        raise
    EVENTS.append("commit")


async def tenant(x_tenant: Annotated[int, Header()], page: Annotated[int, Query()] = 1) -> str:
    if x_tenant == 13:
        raise HTTPException(403, "not here")
    return f"{x_tenant}/{page}"


class Injected:
    async def read(
        self,
        call: Call[None],
        *,
        n: int | None,
        value: Annotated[str, Depends(settings)],
        db: str = Depends(session, scope="function"),
    ) -> Any:
        EVENTS.append("run")
        if n == 500:
            raise RuntimeError
        return [n, value, db]


class Tenanted:
    async def read(
        self,
        call: Call[None],
        *,
        n: int | None,
        who: Annotated[str, Depends(tenant)],
        request: Request,
        tasks: BackgroundTasks,
    ) -> Any:
        tasks.add_task(EVENTS.append, "task")
        return [n, who, request.url.path]


class Plain:
    def read(self, call: Call[None], *, n: int | None, extra: int = 7) -> Any:
        return [n, extra]


def test_values_overrides_and_order(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"read": read}, implementation=Injected())
    EVENTS.clear()
    response = exchange(app, "GET", "/x?n=3")
    assert response.json() == [3, "real", "session"]
    assert response.headers["x-session"] == "1"
    assert EVENTS == ["open", "run", "commit"]
    app.dependency_overrides[settings] = lambda: "fake"
    assert exchange(app, "GET", "/x").json() == [None, "fake", "session"]


def test_what_is_open_is_rolled_back(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"read": read}, implementation=Injected())
    EVENTS.clear()
    assert exchange(app, "GET", "/x?n=500").status_code == 500
    assert EVENTS == ["open", "run", "rollback"]


class Raised403(EmptyErrorReply, status=403):
    pass


@operation("GET", "/x")
async def read_or_raise(self: Any, call: Call[None], *, n: int | None = None) -> Any | Raised403:
    """Read."""


class Raising:
    async def read(
        self, call: Call[None], *, n: int | None, db: Annotated[str, Depends(session)]
    ) -> Any:
        EVENTS.append("run")
        raise Raised403


def test_a_raised_reply_is_rolled_back_and_answered(tmp_path: Path) -> None:
    methods = {"read": read_or_raise}
    app = application(tmp_path, CONTRACT, methods=methods, implementation=Raising())
    EVENTS.clear()
    assert exchange(app, "GET", "/x").status_code == 403
    assert EVENTS == ["open", "run", "rollback"]


async def swallowing() -> AsyncIterator[None]:
    with contextlib.suppress(Exception):
        yield


class Swallowed:
    async def read(
        self, call: Call[None], *, n: int | None, db: Annotated[None, Depends(swallowing)]
    ) -> Any:
        raise RuntimeError


def test_what_a_dependency_swallows_is_a_failure(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"read": read}, implementation=Swallowed())
    assert exchange(app, "GET", "/x").status_code == 500


def test_parameters_of_dependencies(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"read": read}, implementation=Tenanted())
    EVENTS.clear()
    response = exchange(app, "GET", "/x?n=1&page=2", headers={"X-Tenant": "4"})
    assert response.json() == [1, "4/2", "/x"]
    assert EVENTS == ["task"]
    missing = exchange(app, "GET", "/x?n=1")
    assert missing.status_code == 422
    assert missing.json()["errors"] == [{"pointer": "/header/x-tenant", "detail": "is not valid."}]
    assert exchange(app, "GET", "/x", headers={"X-Tenant": "13"}).status_code == 403


def test_other_parameters_keep_their_defaults(tmp_path: Path) -> None:
    app = application(tmp_path, CONTRACT, methods={"read": read}, implementation=Plain())
    assert exchange(app, "GET", "/x?n=3").json() == [3, 7]


class NoMethod:
    read = 5


class TooFew:
    async def read(self, call: Call[None]) -> Any:
        """Take no `n`."""


class TooMany:
    async def read(self, call: Call[None], *, n: int | None, more: int) -> Any:
        """Ask for what nobody gives."""


@pytest.mark.parametrize(
    ("implementation", "told"),
    [(NoMethod(), "not callable"), (TooFew(), "'n'"), (TooMany(), "'more'")],
)
def test_what_does_not_fit(tmp_path: Path, implementation: Any, told: str) -> None:
    with pytest.raises(ImplementationError, match=told):
        application(tmp_path, CONTRACT, methods={"read": read}, implementation=implementation)


def test_near_misses_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Typo:
        async def raed(self, call: Call[None], *, n: int | None) -> Any:
            """Misspelled."""

    application(tmp_path, CONTRACT, methods={"read": read}, implementation=Typo())
    assert "did you mean read?" in caplog.text


def refuse_thirteen(response: Response, door: Annotated[int, Query()] = 0) -> None:
    EVENTS.append("door")
    response.headers["X-Door"] = str(door)
    if door == 13:
        raise HTTPException(403, "closed")


def second() -> None:
    EVENTS.append("second")


def router_of(tmp_path: Path) -> APIRouter:
    protocol = type("Api", (), {"read": read})
    return build_router(contract_files(tmp_path, CONTRACT), {protocol: Plain()})


def given_to_application(tmp_path: Path) -> Any:
    given = [Depends(refuse_thirteen), Depends(second)]
    return application(
        tmp_path, CONTRACT, methods={"read": read}, implementation=Plain(), dependencies=given
    )


def given_to_include_router(tmp_path: Path) -> Any:
    app = FastAPI()
    given = [Depends(refuse_thirteen), Depends(second)]
    app.include_router(router_of(tmp_path), dependencies=given)
    return app


def given_on_the_way(tmp_path: Path) -> Any:
    app = FastAPI(dependencies=[Depends(refuse_thirteen)])
    between = APIRouter()
    between.include_router(router_of(tmp_path), dependencies=[Depends(second)])
    app.include_router(between)
    return app


@pytest.mark.parametrize("make", [given_to_application, given_to_include_router, given_on_the_way])
def test_dependencies_around_the_operations(tmp_path: Path, make: Any) -> None:
    app = make(tmp_path)
    EVENTS.clear()
    response = exchange(app, "GET", "/x?n=3&door=4")
    assert (response.status_code, response.json()) == (200, [3, 7])
    assert response.headers["x-door"] == "4"
    assert EVENTS == ["door", "second"]
    refused = exchange(app, "GET", "/x?door=13")
    assert (refused.status_code, refused.json()["detail"]) == (403, "closed")
    assert exchange(app, "GET", "/x?door=x").status_code == 422
    app.dependency_overrides[refuse_thirteen] = lambda: None
    assert exchange(app, "GET", "/x").status_code == 200


def test_each_inclusion_has_its_own(tmp_path: Path) -> None:
    app, router = FastAPI(), router_of(tmp_path)
    app.include_router(router, prefix="/open")
    app.include_router(router, prefix="/closed", dependencies=[Depends(refuse_thirteen)])
    assert exchange(app, "GET", "/open/x?door=13").status_code == 422  # unknown there
    assert exchange(app, "GET", "/closed/x?door=13").status_code == 403


def test_an_application_may_be_mounted(tmp_path: Path) -> None:
    app = Starlette(routes=[Mount("/api", given_to_application(tmp_path))])
    assert exchange(app, "GET", "/api/x?door=13").status_code == 403
    assert exchange(app, "GET", "/api/x").status_code == 200
