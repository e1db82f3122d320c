"""Serving with uvicorn: bounded requests, no server's name, a graceful end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from types import FrameType

import uvicorn

from impl.app import create_app
from impl.operations.state import ServiceState
from impl.settings import Settings
from impl.web.connection import bounded_protocol

# Sockets without traffic are closed after so many seconds.
KEEP_ALIVE_SECONDS = 5
# What is cancelled gets so long to roll back and to answer; then it is cancelled again.
CANCEL_SECONDS = 0.5
CANCEL_ROUNDS = 2
# What a shell says of a command that Ctrl-C ended: 128 and the number of SIGINT.
INTERRUPTED = 128 + signal.SIGINT


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

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop in order, and let the requests that were cut off be answered before the end."""
        await super().shutdown(sockets)
        for _ in range(CANCEL_ROUNDS):
            tasks = set(self.server_state.tasks)
            if not tasks:
                return
            _, pending = await asyncio.wait(tasks, timeout=CANCEL_SECONDS)
            for task in pending:
                task.cancel()


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until SIGINT or SIGTERM; requests in progress get the configured grace.

    Returns 130 after SIGINT, and 1, after a sentence on stderr, where the port cannot be
    listened on.
    """
    try:
        _try_to_listen(host, port)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        sys.stderr.write(
            f"Port {port} of {host} cannot be listened on ({reason}): stop what uses it, "
            "or choose another with --port; --port 0 finds a free one.\n"
        )
        return 1
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=bounded_protocol(settings.request_timeout),
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_grace_seconds,
        proxy_headers=False,
    )
    server = Server(config, app.state.service)
    try:
        server.run()
    except KeyboardInterrupt:  # raised again by uvicorn once it has stopped in order
        return INTERRUPTED
    return 0 if server.started else 1


def _try_to_listen(host: str, port: int) -> None:
    """Find out before the application starts; uvicorn says it only in the log."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    socket.create_server((host, port), family=family).close()
