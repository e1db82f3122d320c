"""A TCP relay to a database or store that can be cut, or held up, and restored."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

PIECE = 65_536


class Relay:
    """Listens on a free port of this machine, and passes on what it gets."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open = True
        self._flowing = threading.Event()
        self._flowing.set()
        self._connections: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.close()
        self._flowing.set()
        self._close_all()

    def cut(self) -> None:
        """Break off every connection, and every new one."""
        self._open = False
        self._close_all()

    def pause(self) -> None:
        """Pass nothing on, as a machine that is frozen would."""
        self._flowing.clear()

    def restore(self) -> None:
        self._open = True
        self._flowing.set()

    def _close_all(self) -> None:
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._connections.clear()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            if not self._open:
                caller.close()
                continue
            target = socket.create_connection(self._target)
            self._connections += [caller, target]
            for source, sink in ((caller, target), (target, caller)):
                threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                self._flowing.wait()
                sink.sendall(piece)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
