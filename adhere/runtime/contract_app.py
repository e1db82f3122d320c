"""The FastAPI application of a contract, with a straight way to its operations."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from .contract_routes import ContractRoutes
from .endpoint import RAISED_KEY
from .routing import Found

TELEMETRY_SECONDS = 1.0


class ContractApp(FastAPI):
    """A FastAPI application in which a request gets to its operation past FastAPI's router.

    FastAPI makes a `Request`, an exit stack and a search through its routes of every request. An
    operation needs none of them, and they take as long as all that it does need. Everything
    else goes FastAPI's way: middleware, other routes, 404 and 405, what telemetry observes,
    exceptions that have a handler.
    """

    def __init__(self, contract_routes: ContractRoutes, **settings: Any) -> None:
        """Make the application; `settings` are FastAPI's."""
        super().__init__(**settings)
        self.contract_routes = contract_routes
        _look_for_telemetry_seldom(self)

    def build_middleware_stack(self) -> ASGIApp:
        """Put the straight way inside all middleware, before FastAPI's router."""
        own = self.user_middleware
        self.user_middleware = [*own, Middleware(StraightWay, self)]
        try:
            return super().build_middleware_stack()
        finally:
            self.user_middleware = own


class StraightWay:
    """Hands a request to its operation, or on to FastAPI where there is more to it."""

    def __init__(self, app: ASGIApp, contract_app: ContractApp) -> None:
        """Take FastAPI's way, and the application."""
        self._fastapi_way = app
        self._router: APIRouter = contract_app.router
        self._routes = contract_app.contract_routes
        self._handlers = _handlers(contract_app.exception_handlers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        found = self._routes.find(scope) if self._is_straight(scope) else None
        if not isinstance(found, Found):
            await self._fastapi_way(scope, receive, send)
            return
        scope.setdefault("router", self._router)  # of a mounted application, that around it
        scope["starlette.exception_handlers"] = self._handlers
        try:
            await self._routes.answer(found, scope, receive, send)
        except Exception as error:
            if scope.get(RAISED_KEY) is not error:
                raise
            await self._fastapi_way(scope, receive, send)  # it is raised anew, where its handler is

    def _is_straight(self, scope: Scope) -> bool:
        """Tell whether FastAPI would ask the contract first, and nothing watches it do so."""
        routes = self._router.routes
        is_first = bool(routes) and routes[0] is self._routes
        return is_first and scope["type"] == "http" and "fastapi.telemetry" not in scope


def _handlers(registered: Mapping[Any, Any]) -> tuple[dict[Any, Any], dict[Any, Any]]:
    """Return the handlers by exception and by status, as Starlette has them in the scope."""
    by_status = {key: value for key, value in registered.items() if isinstance(key, int)}
    return {key: registered[key] for key in registered.keys() - by_status.keys()}, by_status


def _look_for_telemetry_seldom(app: FastAPI) -> None:
    """Let FastAPI look for providers of telemetry once a second.

    It looks at each request otherwise, in the environment, which takes 8 us.
    """
    native = getattr(app, "_native_telemetry", None)
    if native is not None:
        native.enabled = remembered(native.enabled, TELEMETRY_SECONDS)


def remembered(
    tell: Callable[[], bool], seconds: float, *, clock: Callable[[], float] = time.monotonic
) -> Callable[[], bool]:
    """Return a function that gives the answer of `tell` again for some seconds."""
    answer, until = False, -math.inf

    def remember() -> bool:
        nonlocal answer, until
        now = clock()
        if now >= until:
            answer, until = tell(), now + seconds
        return answer

    return remember
