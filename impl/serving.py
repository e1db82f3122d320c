"""Serving with uvicorn: bounded headers, no server's name, a graceful end."""

from __future__ import annotations

from types import FrameType

import uvicorn

from impl.app import create_app
from impl.operations.state import ServiceState
from impl.settings import Settings

# Sockets without traffic are closed after so many seconds.
KEEP_ALIVE_SECONDS = 5


class Server(uvicorn.Server):
    """A server that says so before it stops."""

    def __init__(self, config: uvicorn.Config, state: ServiceState) -> None:
        """Take where to say so."""
        super().__init__(config)
        self._state = state

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Let readiness fail first, so that no new requests are sent here."""
        self._state.stopping = True
        super().handle_exit(sig, frame)


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until SIGINT or SIGTERM; requests in progress get the configured grace.

    Returns 1 where the port could not be listened on.
    """
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_grace_seconds,
        proxy_headers=False,
    )
    server = Server(config, app.state.service)
    server.run()
    return 0 if server.started else 1
