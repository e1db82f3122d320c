"""How a run is told to end early, from a signal handler or from its own limits."""

from __future__ import annotations

import threading

INTERRUPTED = "it was interrupted"
GONE = "the service stopped answering"


class Stop:
    """Set once, seen by every thread before its next request; the first reason stays."""

    def __init__(self) -> None:
        """Start unset."""
        self.reason: str | None = None
        self._event = threading.Event()

    def request(self, reason: str) -> None:
        """End the run for this reason."""
        self.reason = self.reason or reason
        self._event.set()

    @property
    def is_requested(self) -> bool:
        """Tell whether the run is to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep for so long, or until the run is to end."""
        self._event.wait(seconds)
