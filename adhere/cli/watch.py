"""`adhere generate --watch`: the package follows the document while it is edited."""

from __future__ import annotations

import gc
import importlib
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from adhere.cli.exits import UnusableError
from adhere.cli.job import Job, Made, count
from adhere.cli.pipeline import told_left_out
from adhere.cli.settings import reading_of
from adhere.emit import MANIFEST, Cache, changes

STEP = 40
"""Milliseconds without a further event after which a save counts as finished."""

TICK = 400
"""Milliseconds after which the files are looked at even where no event came."""

CLOCK = 20_000_000
"""Nanoseconds by which the times of files may lag behind the clock."""

State = tuple[int, int, int, int]
"""A file's times of change, of its text and of its name, its size and its inode."""

Seen = Mapping[Path, State | None]
"""The state of each file; `None` where it is absent."""


def watch_document(job: Job, *, quiet: bool) -> None:
    """Generate, and again whenever a file of the document changes, until Ctrl-C."""
    watchfiles = _watchfiles()
    session = Session(job, quiet, Cache(), {job.spec: None})
    try:
        session.generate()
        click.echo(f"Watching {session.watched}; Ctrl-C ends it.")
        while True:
            _until_elsewhere(watchfiles, session)
    except KeyboardInterrupt:
        click.echo("No longer watching.")


def _until_elsewhere(watchfiles: Any, session: Session) -> None:
    """Follow events until files in other folders are to be watched, too."""
    folders = session.folders()
    for events in watchfiles.watch(
        *folders,
        watch_filter=None,
        step=STEP,
        debounce=TICK,
        rust_timeout=TICK,
        yield_on_timeout=True,
        recursive=False,
    ):
        session.look(is_quiet=not events)
        if session.folders() != folders:
            return


def _watchfiles() -> Any:
    try:
        return importlib.import_module("watchfiles")
    except ImportError as error:
        mend = "Install it: pip install 'adhere[codegen]'."
        message = "watchfiles, which --watch needs, is missing"
        raise UnusableError(message, mend=mend) from error


@dataclass(slots=True)
class Session:
    """What was seen of the document's files, and what was made of them."""

    job: Job
    quiet: bool
    cache: Cache
    seen: Seen

    @property
    def watched(self) -> str:
        """The document and how many files it refers to."""
        others = len(self.seen) - 1
        return f"{self.job.spec} and {count(others, 'file')} more" if others else str(self.job.spec)

    def folders(self) -> list[Path]:
        """Return the folders to watch: where the files are, or would be, as far as they exist."""
        return sorted({_existing(path.absolute().parent) for path in self.seen})

    def look(self, *, is_quiet: bool) -> None:
        """Generate where a file changed; where one is gone only if nothing follows.

        Editors remove a file, or rename it, and write it anew.
        """
        now = _look_at(self.seen)
        is_gone = any(now[path] is None and before for path, before in self.seen.items())
        if now != self.seen and (is_quiet or not is_gone):
            self.generate()

    def generate(self) -> None:
        """Generate and tell what changed; where there are errors the package stays as it was."""
        started, since = time.perf_counter(), time.time_ns() - CLOCK
        self.seen = _look_at(self.seen)  # what is saved from here on is generated next time
        gc.disable()
        made = self._make()
        paths = made.inputs if made else _looked_for(self.job)
        self._watch(paths, since=since)
        if made is not None:
            lines = _changed(made)
            self._tell(made, lines, seconds=time.perf_counter() - started)
        gc.enable()
        gc.collect()  # now there is time for it

    def _tell(self, made: Made, lines: list[str], *, seconds: float) -> None:
        left_out = made.read.left_out
        closing = [told_left_out(left_out)] if left_out else []
        if not self.quiet:
            click.echo(f"{made.job.folder}: {made.counted} ({seconds:.2f} s)")
            click.echo("\n".join([*lines, *closing]))

    def _make(self) -> Made | None:
        try:
            made = self.job.make(self.cache)
        except (click.exceptions.Exit, UnusableError) as error:
            if isinstance(error, UnusableError):
                click.echo(f"Error: {error.format_message()}", err=True)
            kept = (
                f"{self.job.folder} stays as it was"
                if self.job.folder.exists()
                else "Nothing is written"
            )
            click.echo(f"{kept}; waiting for the document to be mended.", err=True)
            return None
        return made

    def _watch(self, paths: Iterable[Path], *, since: int) -> None:
        """Look at these files from now on; new ones that changed since count as not yet seen."""
        fresh = _look_at([self.job.spec, *paths])
        settled = {p: s for p, s in fresh.items() if s is None or max(s[:2]) < since}
        self.seen = {path: self.seen.get(path, settled.get(path)) for path in fresh}


def _changed(made: Made) -> list[str]:
    """Write the package and return a line for every file that differs from before."""
    folder, files = made.job.folder, made.package.files
    found = changes(folder, files)
    before = {name: _text(folder / name) for name in (*found.changed, *found.removed)}
    made.write()
    names = sorted(name for name in {*found.added, *before} if name != MANIFEST)
    width = max(map(len, names), default=0)
    lines = [_stat(name.ljust(width), before.get(name, ""), files.get(name, "")) for name in names]
    return lines or ["nothing changed"]


def _stat(name: str, before: str, after: str) -> str:
    """Return `models.py  +3 -1`. A line that only moved counts for nothing."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return f"  {name}  +{(new - old).total()} -{(old - new).total()}"


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")


def _looked_for(job: Job) -> tuple[Path, ...]:
    """Return the files of a document with errors, those that it lacks included."""
    from adhere.document import load  # noqa: PLC0415 - only a broken document needs it here

    return load(job.spec, allow_remote=job.allow_remote, settings=reading_of(job.spec)).looked_for


def _look_at(paths: Iterable[Path]) -> Seen:
    return {path: _state(path) for path in paths}


def _state(path: Path) -> State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.is_dir())
