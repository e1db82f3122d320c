"""`create_app` and `build_router` of a generated package, made of the class that it declares."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from types import NoneType
from typing import Any, Generic, ParamSpec, dataclass_transform, get_args, get_origin

from fastapi import APIRouter, FastAPI
from fastapi.params import Depends
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Lifespan
from typing_extensions import TypeVar

from . import application
from .contract_files import ContractFiles
from .options import Options

Principal = TypeVar("Principal", default=None)
Given = ParamSpec("Given")

SECURITY = "security"


@dataclass_transform(kw_only_default=True)
@dataclass(kw_only=True)
class ApplicationSettings:
    """The settings of `FastAPI` that matter where a contract is served; `fastapi` takes others.

    Without a `title`, it is the contract's. A subclass is a dataclass by itself.
    """

    options: Options | None = None
    title: str | None = None
    debug: bool = False
    openapi_url: str | None = "/openapi.json"
    docs_url: str | None = "/docs"
    redoc_url: str | None = "/redoc"
    swagger_ui_oauth2_redirect_url: str | None = "/docs/oauth2-redirect"
    swagger_ui_init_oauth: dict[str, Any] | None = None
    swagger_ui_parameters: dict[str, Any] | None = None
    dependencies: Sequence[Depends] | None = None
    middleware: Sequence[Middleware] | None = None
    exception_handlers: (
        Mapping[Any, Callable[[Request, Any], Response | Awaitable[Response]]] | None
    ) = None
    lifespan: Lifespan[FastAPI] | None = None
    root_path: str = ""
    fastapi: Mapping[str, Any] | None = None

    def __init_subclass__(cls) -> None:
        """Make the subclass a dataclass."""
        super().__init_subclass__()
        dataclass(kw_only=True)(cls)


SETTINGS = tuple(
    field.name for field in fields(ApplicationSettings) if field.name not in {"options", "fastapi"}
)
"""Fields that go to `FastAPI`."""


class Implementations(ApplicationSettings, Generic[Principal]):
    """What an application is made of; a generated package adds a field for each group.

    It is named as the group and typed as its Protocol; `security` is what recognises callers
    and decides what a `Principal` is. Operations of a group that is `None` answer 501.
    """


def app_maker(declared: Callable[Given, ApplicationSettings]) -> Callable[Given, FastAPI]:
    """Return `create_app` for the class that a generated package declares."""

    @wraps(declared, assigned=("__module__",), updated=())
    def create_app(*args: Given.args, **kwargs: Given.kwargs) -> FastAPI:
        """Return an application that serves the contract, and it at `/openapi.json`.

        Takes what implements the groups by their names, `security`, `options`, and settings of
        `FastAPI`. Operations without an implementation answer 501. `app.state.adhere` lists
        the operations. Raises `ImplementationError`.
        """
        given = declared(*args, **kwargs)
        settings = {name: getattr(given, name) for name in SETTINGS}
        if given.title is None:
            del settings["title"]
        return application.create_app(
            *_parts(given), given.options, **{**settings, **(given.fastapi or {})}
        )

    return create_app


def router_maker(declared: Callable[Given, ApplicationSettings]) -> Callable[Given, APIRouter]:
    """Return `build_router` for the class that a generated package declares."""

    @wraps(declared, assigned=("__module__",), updated=())
    def build_router(*args: Given.args, **kwargs: Given.kwargs) -> APIRouter:
        """Return a router of all operations, for `include_router`.

        Takes what implements the groups by their names, `security` and `options`. Operations
        without an implementation answer 501. Raises `ImplementationError`, and `TypeError` for
        a setting of `FastAPI`, which the application around has.
        """
        given = declared(*args, **kwargs)
        for name in (*SETTINGS, "fastapi"):
            if name in kwargs:
                raise TypeError(f"build_router() takes no {name}; the application around has it.")
        return application.build_router(*_parts(given), given.options)

    return build_router


def _parts(
    given: ApplicationSettings,
) -> tuple[ContractFiles, dict[type, object | None], type | None, object | None]:
    """Return the contract beside a class, what implements it, and what recognises callers."""
    files = ContractFiles(Path(inspect.getfile(type(given))).parent)
    protocols = dict(_protocols(type(given)))
    security_protocol = protocols.pop(SECURITY, None)
    implementations = {protocol: getattr(given, name) for name, protocol in protocols.items()}
    return files, implementations, security_protocol, getattr(given, SECURITY, None)


def _protocols(declared: type) -> Iterator[tuple[str, type]]:
    """Yield the name and the Protocol of each field: `Orders` for `Orders[P] | None`."""
    for name, annotation in inspect.get_annotations(declared, eval_str=True).items():
        protocol = next(each for each in get_args(annotation) if each is not NoneType)
        yield name, get_origin(protocol) or protocol
