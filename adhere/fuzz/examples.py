"""Where Hypothesis keeps the cases that showed something, to try them first the next time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import hypothesis
from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from adhere.fuzz.errors import FuzzError

_PROFILE = "adhere"
_SCHEMES = frozenset({"redis", "rediss", "unix"})


@contextmanager
def kept_in(place: str | None) -> Iterator[None]:
    """Let what runs inside keep its cases in a folder, or in Redis (`redis://HOST/0`).

    Several processes and machines may share either. Raises FuzzError where Redis does not answer.
    """
    if place is None:
        yield
        return
    before = hypothesis.settings.get_current_profile_name()
    # Where CI is set, Hypothesis' own profile is deterministic, and then it keeps nothing.
    hypothesis.settings.register_profile(
        _PROFILE,
        hypothesis.settings.get_profile(before),
        derandomize=False,
        database=_database(place),
    )
    hypothesis.settings.load_profile(_PROFILE)
    try:
        yield
    finally:
        hypothesis.settings.load_profile(before)


def _database(place: str) -> ExampleDatabase:
    parts = urlsplit(place)
    if "://" not in place:
        return DirectoryBasedExampleDatabase(place)
    if parts.scheme not in _SCHEMES:
        raise FuzzError(
            f"an example database is a folder or redis://HOST:PORT/NUMBER, not {parts.scheme}://"
        )
    return _redis(place, parts.netloc.rpartition("@")[2] or parts.path)


def _redis(url: str, shown: str) -> ExampleDatabase:
    """Connect; `shown` is the address without its password."""
    try:
        from hypothesis.extra.redis import RedisExampleDatabase  # noqa: PLC0415 - an extra
        from redis import Redis  # noqa: PLC0415 - as above
        from redis.exceptions import RedisError  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise FuzzError("the package redis is missing: pip install 'adhere[shards]'") from error
    try:
        client = Redis.from_url(url)
        client.ping()
    except (RedisError, ValueError, OSError) as error:
        raise FuzzError(f"the example database at {shown} does not answer") from error
    return RedisExampleDatabase(client)
