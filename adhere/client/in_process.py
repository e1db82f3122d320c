"""An ASGI application in this process as a transport of the sync client."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx


class AppTransport(httpx.BaseTransport):
    """What `httpx.ASGITransport` is for async clients, for sync ones: for tests and scripts.

    All requests run in one event loop of its own; the application's lifespan does not run.
    Raises what the application raises.
    """

    def __init__(self, app: Any) -> None:
        """Hold the application."""
        self._transport = httpx.ASGITransport(app=app)
        self._runner = asyncio.Runner()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the application's response, read."""
        return self._runner.run(self._exchange(request))

    async def _exchange(self, request: httpx.Request) -> httpx.Response:
        request.read()  # what is sent in pieces comes from a sync source
        response = await self._transport.handle_async_request(request)
        content = await response.aread()
        return httpx.Response(response.status_code, headers=response.headers, content=content)

    def close(self) -> None:
        """Close the event loop."""
        self._runner.close()
