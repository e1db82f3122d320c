"""How a run is told to end early, from a signal handler or from its own limits."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Stop:
    """Set once, seen by every thread; the first reason stays."""

    def __init__(self) -> None:
        """Start unset."""
        self.reason: str | None = None
        self._event = threading.Event()
        self._listeners: list[Callable[[], None]] = []

    def request(self, reason: str) -> None:
        """End the run for this reason."""
        self.reason = self.reason or reason
        self._event.set()
        for listener in self._listeners:
            listener()

    def on_request(self, listener: Callable[[], None]) -> None:
        """Call this when the run is to end; at once where it is already."""
        self._listeners.append(listener)
        if self._event.is_set():
            listener()

    @property
    def is_requested(self) -> bool:
        """Tell whether the run is to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep for so long, or until the run is to end."""
        self._event.wait(seconds)
