"""What a run creates, written down before it does, so that all of it can be deleted again.

JSON Lines: the first says which service and contract; each other says of one creating request,
by its number `n`, what became of it: `asked` before it is sent, then `made` with the path of the
thing, `refused`, or `deleted`. Every line is on the disk (fsync) before the run goes on.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from adhere.fuzz.errors import FuzzError

_FORMAT = 1


@dataclass(slots=True)
class Entry:
    """One creating request.

    `collection` is the path that it was sent to and `item` the template of what it makes, both
    below the address of the service; `sent` the plain members of its body that are no secrets;
    `path` what it made, `None` while that is not known; `at` when it was sent.
    """

    number: int
    identity: str
    collection: str
    item: str
    sent: Mapping[str, Any]
    at: datetime
    path: str | None = None
    is_over: bool = False


@dataclass(slots=True)
class Ledger:
    """The entries of one run; `path` is `None` for one that is kept in memory only."""

    target: str
    spec: str
    path: Path | None = None
    entries: dict[int, Entry] = field(default_factory=dict)
    _file: TextIO | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep_in(self, path: Path) -> None:
        """Start a file; raise FuzzError where it is there already or cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("x", encoding="utf-8")
        except FileExistsError:
            message = f"{path} holds what an earlier run created: adhere fuzz --clean {path}"
            raise FuzzError(message) from None
        except OSError as error:
            raise FuzzError(f"{path} cannot be written: {error.strerror}") from error
        self.path = path
        self._write({"ledger": _FORMAT, "target": self.target, "spec": self.spec})

    @classmethod
    def resume(cls, path: Path) -> Ledger:
        """Read a file and go on writing it; raise FuzzError where it is none.

        A last line that is cut off is left out: its request was never sent.
        """
        try:
            text = path.read_text(encoding="utf-8")
            head, *lines = [json.loads(line) for line in text.split("\n")[:-1]]
            ledger = cls(str(head["target"]), str(head["spec"]), path)
            for line in lines:
                ledger._take(line)
            ledger._file = path.open("r+", encoding="utf-8")
            ledger._file.seek(len(text[: text.rfind("\n") + 1].encode()))
            ledger._file.truncate()
        except OSError as error:
            raise FuzzError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise FuzzError(f"{path} is no ledger of a run") from error
        return ledger

    @property
    def open_entries(self) -> list[Entry]:
        """What is there still, or may be; the last one first."""
        return [entry for entry in reversed(self.entries.values()) if not entry.is_over]

    def ask(self, *, identity: str, collection: str, item: str, sent: Mapping[str, Any]) -> Entry:
        """Write down a request that is about to create something."""
        with self._lock:
            number = len(self.entries) + 1
            now = datetime.now(UTC)
            entry = Entry(number, identity, collection, item, sent, now)
            self.entries[number] = entry
            self._write(
                {
                    "n": number,
                    "event": "asked",
                    "at": now.isoformat(),
                    "identity": identity,
                    "collection": collection,
                    "item": item,
                    "sent": sent,
                }
            )
        return entry

    def note(self, entry: Entry, event: str, path: str | None = None) -> None:
        """Write down what became of an entry: `made`, `refused` or `deleted`."""
        line = {"n": entry.number, "event": event}
        with self._lock:
            self._take(line if path is None else {**line, "path": path})
            self._write(line if path is None else {**line, "path": path})

    def close(self) -> None:
        """Close the file, and remove it where nothing is left."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self.path is not None and not self.open_entries:
            self.path.unlink(missing_ok=True)

    def _take(self, line: Mapping[str, Any]) -> None:
        number = int(line["n"])
        if line["event"] == "asked":
            at = datetime.fromisoformat(line["at"])
            who, collection, item = (str(line[key]) for key in ("identity", "collection", "item"))
            self.entries[number] = Entry(number, who, collection, item, dict(line["sent"]), at)
            return
        entry = self.entries[number]
        entry.path = line.get("path", entry.path)
        entry.is_over = line["event"] in {"refused", "deleted"}

    def _write(self, line: Mapping[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
