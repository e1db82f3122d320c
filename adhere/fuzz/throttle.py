"""Keeps a run within its limits: how many requests, how long, how fast."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from schemathesis import Case
from schemathesis.hooks import HookContext

from adhere.fuzz.settings import Settings
from adhere.fuzz.stop import Stop


@dataclass(slots=True)
class Throttle:
    """Asked before every request, by every thread of the run; `pace` counts those of a second."""

    settings: Settings
    stop: Stop
    requests: int = 0
    pace: Counter[int] = field(default_factory=Counter)
    _started: float = field(default_factory=time.monotonic)
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _slots: threading.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        """Make as many slots as requests may be under way at once."""
        self._slots = threading.BoundedSemaphore(self.settings.max_concurrency)

    def before_call(self, _: HookContext, case: Case[Any], __: dict[str, Any]) -> None:
        """Wait for the turn of a request; a hook `before_call`."""
        del case
        self.take()

    def take(self) -> None:
        """Wait for the turn of a request.

        Raises KeyboardInterrupt, which the engine takes for an orderly stop.
        """
        with self._lock:
            self._check_limits()
            turn = self._turn()
            if not self.stop.is_requested:
                self.requests += 1
                self.pace[int(time.monotonic() - self._started)] += 1
        self.stop.wait(max(turn - time.monotonic(), 0.0))
        if self.stop.is_requested:
            raise KeyboardInterrupt

    def hold(self, seconds: float) -> None:
        """Send nothing for so long."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)

    def slot(self) -> threading.Semaphore:
        """Return what every request is sent within, so that not too many are at once."""
        return self._slots

    def after_finding(self, found: int, finding_id: str) -> None:
        """End the run where as much was found as is wanted, or just what is."""
        if finding_id == self.settings.wanted:
            self.stop.request(f"finding {finding_id} is still there")
        most = self.settings.max_findings
        if most is not None and found >= most:
            self.stop.request(f"{most} finding{'s were' if most > 1 else ' was'} wanted")

    def _check_limits(self) -> None:
        settings = self.settings
        if settings.max_requests is not None and self.requests >= settings.max_requests:
            self.stop.request(f"the limit of {settings.max_requests} requests was reached")
        elapsed = time.monotonic() - self._started
        if settings.max_time is not None and elapsed >= settings.max_time:
            self.stop.request(f"the limit of {settings.max_time:g} s was reached")

    def _turn(self) -> float:
        turn = max(self._next, time.monotonic())
        if self.settings.rate_limit:
            self._next = turn + 1 / self.settings.rate_limit
        return turn
