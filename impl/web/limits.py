"""Rate limits, counted in memory or, shared by every instance, in Redis."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import MovingWindowRateLimiter, RateLimiter
from limits.errors import StorageError
from limits.storage import storage_from_string

REDIS_TIMEOUT_SECONDS = 0.2
# Where the shared counters were silent so often in a row, nobody waits for them for so long.
SILENT_TIMES = 3
PAUSE_SECONDS = 2.0


@dataclass(slots=True)
class Counters:
    """Where hits are counted; `local` stands in while `shared` does not answer."""

    shared: RateLimiter
    local: RateLimiter
    _silent: int = 0
    _paused_until: float = 0.0

    def current(self) -> RateLimiter:
        """Return the shared counters, unless they were silent a moment ago."""
        return self.local if time.monotonic() < self._paused_until else self.shared

    def answered(self) -> None:
        """Note that the shared counters are there."""
        self._silent = 0

    def was_silent(self) -> None:
        """Note that they did not answer; at last use the local ones for a while."""
        self._silent += 1
        if self._silent >= SILENT_TIMES:
            self._paused_until = time.monotonic() + PAUSE_SECONDS


def open_counters(url: str) -> Counters:
    """Open the counters of a URL: `memory://`, `redis://HOST:PORT/DB`."""
    local = MovingWindowRateLimiter(_storage("async+memory://"))
    if url.startswith("memory:"):
        return Counters(local, local)
    shared = _storage(
        f"async+{url}",
        implementation="redispy",
        wrap_exceptions=True,
        socket_timeout=REDIS_TIMEOUT_SECONDS,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
    )
    return Counters(MovingWindowRateLimiter(shared), local)


class RateLimit:
    """One limit: so many hits of the same key in a time."""

    def __init__(self, name: str, rate: str, counters: Counters) -> None:
        """Take the limit's name, its rate as `COUNT/PERIOD`, and where to count."""
        self._name = name
        self._item: RateLimitItem = parse(rate)
        self._counters = counters

    async def spend(self, *key: str) -> int | None:
        """Count a hit; return the whole seconds to wait where that is one too many."""
        counters = self._counters
        limiter = counters.current()
        try:
            wait = await self._spend(limiter, key)
        except StorageError:
            counters.was_silent()
            structlog.get_logger().warning("rate_limit_storage_unavailable", limit=self._name)
            return await self._spend(counters.local, key)
        if limiter is counters.shared:
            counters.answered()
        return wait

    async def _spend(self, limiter: RateLimiter, key: tuple[str, ...]) -> int | None:
        if await limiter.hit(self._item, self._name, *key):
            return None
        stats = await limiter.get_window_stats(self._item, self._name, *key)
        return max(1, math.ceil(stats.reset_time - time.time()))


def _storage(url: str, **options: float | str | bool) -> Storage:
    storage = storage_from_string(url, **options)
    if not isinstance(storage, Storage):
        raise TypeError(f"{url} is not an asynchronous storage")
    return storage
