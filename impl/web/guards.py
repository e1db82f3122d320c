"""The inner middleware: no failure without a problem, no address without a limit."""

from __future__ import annotations

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adhere.runtime import problem_response
from impl.web.limits import RateLimit

# Whoever watches the service must reach it however busy it is.
UNLIMITED_PREFIX = "/health/"


class FailureGuard:
    """Answers what nobody caught with a problem that tells nothing of the inside."""

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
        except Exception:
            structlog.get_logger().exception("failure")
            if started:
                raise
            request_id = scope.get("state", {}).get("request_id")
            await problem_response(500, request_id=request_id)(scope, receive, send)


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
