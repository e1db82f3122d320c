"""The reference service with one bug in it: `python -m benchmarks.mutation.service PORT`.

`ADHERE_MUTANT` names the bug; without it the service is as it is. The database is that of
`SERVICE_DATABASE_URL`.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from benchmarks.mutation.mutants import MUTANTS
from benchmarks.mutation.plant import Plant
from impl.app import create_app
from impl.settings import Settings


def make_app(mutant: str, plant: Plant, settings: Settings) -> ASGIApp:
    """Return the service with the bug of this name, or without any where the name is empty."""
    if mutant:
        MUTANTS[mutant].plant(plant)
    return plant.around(create_app(settings))


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application from a thread of this process; yield its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def main(port: int) -> None:
    """Serve on the loopback address until told to stop."""
    app = make_app(os.environ.get("ADHERE_MUTANT", ""), Plant(), Settings(log_level="error"))
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
