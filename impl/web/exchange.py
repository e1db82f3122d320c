"""What surrounds every exchange: its id, its log line, the header fields of every answer."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


class Exchange:
    """The outermost middleware; it must see every answer, those to failures included."""

    def __init__(self, app: ASGIApp) -> None:
        """Surround an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the exchange an id, and every answer its header fields; log one line."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0
        begun = time.perf_counter()

        async def send_complete(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(scope=message), request_id)
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_complete)
            finally:
                milliseconds = round((time.perf_counter() - begun) * 1000, 1)
                structlog.get_logger().info(
                    "exchange",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    milliseconds=milliseconds,
                )


def _request_id(scope: Scope) -> str:
    """Return the id that the caller chose, if it is a harmless one, or a new one."""
    sent = Headers(scope=scope).get("X-Request-ID", "")
    return sent if REQUEST_ID.fullmatch(sent) else str(uuid4())


def _complete(headers: MutableHeaders, request_id: str) -> None:
    headers["X-Request-ID"] = request_id
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
