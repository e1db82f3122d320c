"""Keeps a run within its limits: how many requests, how long, how fast."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from schemathesis import Case
from schemathesis.hooks import HookContext

from adhere.fuzz.settings import SAFE_METHODS, Profile, Settings
from adhere.fuzz.stop import Stop


@dataclass(slots=True)
class Throttle:
    """Asked before every request, by every thread of the run."""

    settings: Settings
    profile: Profile
    stop: Stop
    requests: int = 0
    _started: float = field(default_factory=time.monotonic)
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def before_call(self, _: HookContext, case: Case[Any], __: dict[str, Any]) -> None:
        """Wait for the turn of a request; a hook `before_call`.

        Raises KeyboardInterrupt, which the engine takes for an orderly stop.
        """
        if self.profile is Profile.READ_ONLY and case.method.upper() not in SAFE_METHODS:
            message = f"{case.method} is not a safe method"
            raise AssertionError(message)
        with self._lock:
            self._check_limits()
            turn = self._turn()
            if not self.stop.is_requested:
                self.requests += 1
        self.stop.wait(max(turn - time.monotonic(), 0.0))
        if self.stop.is_requested:
            raise KeyboardInterrupt

    def after_finding(self, found: int) -> None:
        """End the run where as much was found as is wanted."""
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
        now = time.monotonic()
        if not self.settings.rate_limit:
            return now
        turn = max(self._next, now)
        self._next = turn + 1 / self.settings.rate_limit
        return turn
