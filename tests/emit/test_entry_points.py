"""`create_app` and `build_router` of a generated package: what they take, and what mypy knows."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import yaml
from fastapi import Depends, FastAPI

from adhere import contract, document, emit
from adhere.contract import reserved
from adhere.runtime import BearerToken, Call, Granted, ImplementationError, Options, warm_up
from adhere.runtime.entry_points import SETTINGS

TOKEN = "t"

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "info": {"title": "Doors", "version": "2"},
    "security": [{"token": []}],
    "paths": {
        "/doors/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "get": {
                "operationId": "getDoor",
                "tags": ["doors"],
                "responses": {"204": {"description": "There."}},
            },
            "put": {
                "operationId": "openDoor",
                "tags": ["title"],
                "security": [],
                "responses": {"204": {"description": "Open."}},
            },
        }
    },
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
}

SCRIPT = '''\
from doors import build_router, create_app
from adhere.runtime import BearerToken, Call, Granted, NoContent204, Options, Request


class Doors:
    async def get_door(self, call: Call[int], *, id: str) -> NoContent204:
        return NoContent204()


class Titles:
    async def open_door(self, call: Call[None], *, id: str) -> None:
        """Open it."""


class Guard:
    async def token(self, credential: BearerToken, request: Request) -> Granted[int]:
        return Granted(len(credential.token))


class OtherGuard:
    async def token(self, credential: BearerToken, request: Request) -> Granted[str]:
        return Granted(credential.token)


app = create_app({arguments})
app.title.upper()
router = build_router({routing})
router.prefix.upper()
'''
FITTING = (
    "doors=Doors(), title_operations=Titles(), security=Guard(), options=Options(max_depth=3),"
    "title='Doors', docs_url=None, fastapi={'summary': 'All of them.'}"
)
ROUTING = "doors=Doors(), security=Guard(), options=None"

Check = Callable[..., str]


class Doors:
    async def get_door(self, call: Call[str], *, id: str) -> None:  # noqa: A002
        assert (call.principal, id) == (TOKEN, "1")


class Guard:
    async def token(self, credential: BearerToken, request: object) -> Granted[str] | None:
        del request
        return Granted(credential.token) if credential.token == TOKEN else None


def write(folder: Path) -> None:
    """Generate the package into a folder that is named as it."""
    spec = folder.with_suffix(".yaml")
    spec.write_text(yaml.safe_dump(DOCUMENT), "utf-8")
    loaded = document.load(spec)
    assert loaded.document is not None
    emit.write(
        folder, emit.generate(loaded.document, contract.build(loaded.document).contract).files
    )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The generated package, imported."""
    folder = tmp_path_factory.mktemp("imported")
    write(folder / "entry_points_package")
    sys.path.insert(0, str(folder))
    yield importlib.import_module("entry_points_package")
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> Check:
    """Return a function that checks a script with these arguments; the cache is shared."""
    folder = tmp_path_factory.mktemp("checked")
    write(folder / "doors")

    def check(arguments: str = FITTING, *, routing: str = ROUTING) -> str:
        text = SCRIPT.replace("{arguments}", arguments).replace("{routing}", routing)
        (folder / "script.py").write_text(text, "utf-8")
        command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "script.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    return check


def status(app: Any, method: str, path: str, token: str = TOKEN) -> int:
    async def exchange() -> int:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            headers = {"Authorization": f"Bearer {token}"}
            return (await client.request(method, path, headers=headers)).status_code

    return asyncio.run(exchange())


def test_implementations_answer_and_what_is_not_given_is_501(package: ModuleType) -> None:
    app = package.create_app(doors=Doors(), security=Guard())
    warm_up(app)
    assert status(app, "GET", "/doors/1") == 204
    assert status(app, "GET", "/doors/1", token="wrong") == 401
    assert status(app, "PUT", "/doors/1") == 501


def test_a_router_goes_into_another_application(package: ModuleType) -> None:
    app = FastAPI()
    router = package.build_router(doors=Doors(), security=Guard(), options=Options())
    app.include_router(router, prefix="/house")
    assert status(app, "GET", "/house/doors/1") == 204


def test_settings_are_those_of_fastapi(package: ModuleType) -> None:
    ran = []

    async def before() -> None:
        ran.append(True)

    app = package.create_app(
        doors=Doors(),
        security=Guard(),
        dependencies=[Depends(before)],
        openapi_url="/contract.json",
        docs_url=None,
        fastapi={"summary": "All doors."},
    )
    assert (app.title, app.version, app.summary) == ("Doors", "2", "All doors.")
    assert status(app, "GET", "/doors/1") == 204
    assert ran == [True]
    assert status(app, "GET", "/contract.json") == 200
    assert status(app, "GET", "/docs") == 404
    assert package.create_app(title="Gates").title == "Gates"


def test_every_setting_is_one_of_fastapi_and_no_group_has_its_name() -> None:
    assert set(SETTINGS) <= inspect.signature(FastAPI).parameters.keys()
    assert {*SETTINGS, "options", "fastapi", "security"} <= reserved.GROUPS


def test_what_is_not_known_is_refused(package: ModuleType) -> None:
    with pytest.raises(TypeError, match="'door'"):
        package.create_app(door=Doors())
    with pytest.raises(TypeError, match=r"build_router\(\) takes no title; the application"):
        package.build_router(title="Gates")
    with pytest.raises(ImplementationError, match="no security is given"):
        package.create_app(doors=Doors())


def test_help_tells_the_arguments(package: ModuleType) -> None:
    arguments = inspect.signature(package.create_app).parameters
    assert {"security", "doors", "title_operations", "options", "lifespan"} <= arguments.keys()
    assert "501" in str(package.create_app.__doc__)
    assert package.build_router.__module__ == package.__name__


def test_mypy_accepts_what_fits(mypy: Check) -> None:
    assert mypy() == ""
    assert mypy("", routing="") == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("doors=Titles()", 'Argument "doors"'),
        ("security=Doors()", 'Argument "security"'),
        ("doors=Doors(), security=OtherGuard()", "Cannot infer"),
        ("door=Doors()", 'Unexpected keyword argument "door"'),
        ("Doors()", "Too many positional arguments"),
        ("options=3", 'Argument "options"'),
        ("title=3", 'Argument "title"'),
    ],
)
def test_mypy_refuses_what_does_not(mypy: Check, arguments: str, told: str) -> None:
    assert told in mypy(arguments)
    assert told in mypy(routing=arguments)
