"""The inner middleware: no failure without a problem, no address without a limit."""

from __future__ import annotations

import asyncio

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adhere.runtime import problem_response
from impl.problems import RETRY_AFTER_OUTAGE
from impl.web.limits import RateLimit

# Whoever watches the service must reach it however busy it is.
UNLIMITED_PREFIX = "/health/"


class FailureGuard:
    """Answers what nobody caught with a problem that tells nothing of the inside.

    Requests are cancelled where the process stops and its grace is over: that is 503, for
    another process may well answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Surround an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the exchange on; where that fails before an answer began, answer 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except asyncio.CancelledError:
            if started:
                raise
            await _unavailable()(scope, receive, send)
        except Exception:
            structlog.get_logger().exception("failure")
            if started:
                raise
            request_id = scope.get("state", {}).get("request_id")
            await problem_response(500, request_id=request_id)(scope, receive, send)


def _unavailable() -> Response:
    return problem_response(503, headers={"Retry-After": str(RETRY_AFTER_OUTAGE)})


class AddressLimit:
    """Limits what comes from one IP address, before anything is done for it."""

    def __init__(self, app: ASGIApp, limit: RateLimit) -> None:
        """Surround an application."""
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the exchange on, or answer 429 (RFC 6585, section 4)."""
        wait = await self._wait(scope)
        if wait is None:
            await self._app(scope, receive, send)
            return
        answer = problem_response(429, headers={"Retry-After": str(wait)})
        await answer(scope, receive, send)

    async def _wait(self, scope: Scope) -> int | None:
        if scope["type"] != "http" or scope["path"].startswith(UNLIMITED_PREFIX):
            return None
        client = scope.get("client")
        return await self._limit.spend(client[0] if client else "unknown")
