"""A file of findings that are known: whose they are, why they may stay, and until when.

    [[known]]
    id = "9f86d08188"
    finding = "POST /orders answers 500"
    owner = "Orders"
    reason = "The new stock service mends it."
    expires = 2027-01-31

A finding is known through the whole of the day on which its entry expires.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from adhere.fuzz.errors import FuzzError
from adhere.fuzz.report import Acceptance, Finding, FuzzReport
from adhere.source.settings import SettingsError, refuse_unknown

_TABLE = "known"
_KEYS = ("id", "finding", "owner", "reason", "expires")
_ID = re.compile(r"[0-9a-f]{10}")
_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*known[ \t]*\]\]", re.MULTILINE)
_HEADING = "# Findings of adhere fuzz that are known; see --baseline.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """One finding that is known; `finding` says it in words, for readers of the file."""

    id: str
    finding: str
    owner: str
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of a file, by the ID of their finding; `text` is the file as it stands."""

    path: Path
    text: str
    entries: Mapping[str, Entry]

    @classmethod
    def read(cls, path: Path) -> Baseline:
        """Read a file; raise FuzzError, with the line, for what cannot be understood."""
        try:
            text = path.read_text(encoding="utf-8")
            table = tomllib.loads(text)
        except OSError as error:
            raise FuzzError(f"{path} cannot be read: {error.strerror}") from error
        except ValueError as error:
            raise FuzzError(f"{path} is not TOML: {error}") from error
        _refuse_unknown(table, (_TABLE,), str(path))
        found = table.get(_TABLE, [])
        if not isinstance(found, list):
            raise FuzzError(f"{path}: 'known' must be a list of tables: write [[known]]")
        places = _places(path, text, len(found))
        entries: dict[str, Entry] = {}
        for place, item in zip(places, found, strict=True):
            entry = _entry(item, place)
            if entry.id in entries:
                raise FuzzError(f"{place} names the finding {entry.id} a second time")
            entries[entry.id] = entry
        return cls(path, text, entries)

    @classmethod
    def read_if_there(cls, path: Path) -> Baseline:
        """Read a file; an empty baseline where there is none yet."""
        return cls.read(path) if path.exists() else cls(path, _HEADING, {})

    def judge(self, report: FuzzReport, today: date) -> FuzzReport:
        """Return the report with each finding that is known marked as such.

        `unseen` of the result are the entries of operations that were tested to the end and that
        no longer show.
        """
        seen = {finding.id for finding in report.findings}
        entries = self.entries.values()
        return replace(
            report,
            findings=tuple(self._judged(finding, today) for finding in report.findings),
            no_longer_seen=()
            if report.stopped
            else tuple(
                f"{entry.id} {entry.finding}"
                for entry in entries
                if entry.id not in seen and _was_tested(entry, report)
            ),
        )

    def extended(self, findings: Iterable[Finding], *, owner: str, reason: str, until: date) -> str:
        """Return the text of the file with an entry more for each finding that it lacks."""
        new = [
            Entry(f.id, f"{f.operation} {f.reason}", owner, reason, until)
            for f in findings
            if f.id not in self.entries
        ]
        before = self.text if self.text.endswith("\n") or not self.text else f"{self.text}\n"
        return before + "".join(f"\n{_written(entry)}" for entry in new)

    def _judged(self, finding: Finding, today: date) -> Finding:
        entry = self.entries.get(finding.id)
        if entry is None:
            return finding
        is_over = entry.expires < today
        return replace(
            finding, acceptance=Acceptance(entry.owner, entry.reason, entry.expires, is_over)
        )


def _was_tested(entry: Entry, report: FuzzReport) -> bool:
    return any(entry.finding.startswith(f"{operation} ") for operation in report.operations)


def _places(path: Path, text: str, count: int) -> list[str]:
    """Return `file:line` of each entry; the file alone where they are not written as tables."""
    lines = [text.count("\n", 0, match.start()) + 1 for match in _ENTRY.finditer(text)]
    if len(lines) != count:
        return [f"{path}: entry {number}" for number in range(1, count + 1)]
    return [f"{path}:{line}: the entry" for line in lines]


def _entry(item: Any, place: str) -> Entry:
    if not isinstance(item, Mapping):
        raise FuzzError(f"{place} must be a table: write [[known]]")
    _refuse_unknown(item, _KEYS, place)
    name, finding, owner, reason = (_text(item, key, place) for key in _KEYS[:-1])
    if not _ID.fullmatch(name):
        raise FuzzError(f"{place} has the id {name!r}; it is ten hexadecimal digits of a report")
    expires = item.get("expires")
    if not isinstance(expires, date) or isinstance(expires, datetime):
        raise FuzzError(f"{place} needs 'expires', a date as TOML writes it: expires = 2030-01-31")
    return Entry(name, finding, owner, reason, expires)


def _text(item: Mapping[str, Any], key: str, place: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value.strip():
        raise FuzzError(f"{place} needs {key!r}, a text")
    return value


def _refuse_unknown(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    try:
        refuse_unknown(table, known, where=where)
    except SettingsError as error:
        raise FuzzError(str(error)) from error


def _written(entry: Entry) -> str:
    texts = {key: getattr(entry, key) for key in _KEYS[:-1]}
    lines = [f"[[{_TABLE}]]", *(f"{key} = {_quoted(text)}" for key, text in texts.items())]
    return "\n".join([*lines, f"expires = {entry.expires.isoformat()}", ""])


def _quoted(text: str) -> str:
    """Return a basic string of TOML 1.0."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
