"""What a run of `adhere fuzz` writes down for `adhere coverage`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from adhere.cli.exits import UnusableError

if TYPE_CHECKING:  # `adhere fuzz --help` needs none of it
    from adhere.fuzz.observer import Observer


@contextmanager
def recording(path: Path | None, spec: Path, url: str) -> Iterator[Observer | None]:
    """Yield what a run is to tell of its exchanges; the file is written when it has ended."""
    if path is None:
        yield None
        return
    from adhere.coverage import CoverageError, Recorder  # noqa: PLC0415 - takes most of a second

    recorder = Recorder(spec, urlsplit(url).path)
    yield recorder
    try:
        recorder.record().write(path)
    except CoverageError as error:
        raise UnusableError(str(error)) from error
