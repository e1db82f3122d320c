"""What was reached, as a file that several runs can be put together from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adhere.coverage.errors import CoverageError
from adhere.source.writing import write_whole

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How often each goal of one contract was reached, in so many exchanges.

    `sha256` is that of the bundled document, as the service tells it (`agreement.digest`);
    `spec` the path of the document when it was recorded.
    """

    title: str
    version: str
    sha256: str
    spec: str
    exchanges: int
    reached: Mapping[str, int]

    @property
    def contract(self) -> str:
        """How messages call the contract: its title, its version, the start of its hash."""
        return f"{self.title} {self.version}, {self.sha256[:8]}"

    def text(self) -> str:
        """Return the content of the file."""
        value = {
            "version": VERSION,
            "contract": {"title": self.title, "version": self.version, "sha256": self.sha256},
            "spec": self.spec,
            "exchanges": self.exchanges,
            "reached": dict(sorted(self.reached.items())),
        }
        return json.dumps(value, indent=1) + "\n"

    def write(self, path: Path) -> None:
        """Write the whole file or leave the one that is there; raise CoverageError."""
        try:
            write_whole(path, self.text())
        except OSError as error:
            raise CoverageError(f"{path} cannot be written: {error.strerror}") from error

    @classmethod
    def parse(cls, text: str, name: str) -> Record:
        """Read the content of a file of this name; raise CoverageError where it is no record."""
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if not _is_record(value):
            raise CoverageError(f"{name} is no record of contract coverage")
        if value["version"] != VERSION:
            raise CoverageError(f"{name} was written by another version of Adhere: record it anew")
        return cls(
            **value["contract"],
            spec=value["spec"],
            exchanges=value["exchanges"],
            reached=value["reached"],
        )

    @classmethod
    def read(cls, path: Path) -> Record:
        """Read a file; raise CoverageError where that is not possible."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"), str(path))
        except OSError as error:
            raise CoverageError(f"{path} cannot be read: {error.strerror}") from error
        except UnicodeDecodeError:
            raise CoverageError(f"{path} is no record of contract coverage") from None


def merge(records: Mapping[str, Record]) -> Record:
    """Put together records by the names of their files; raise CoverageError where none fit.

    They must be of one contract: what was reached in another says nothing of this one.
    """
    (first_name, first), *others = records.items()
    for name, other in others:
        if other.sha256 != first.sha256:
            raise CoverageError(
                f"{first_name} and {name} are records of different contracts "
                f"({first.contract}; {other.contract}): record them against the same document"
            )
    return Record(
        title=first.title,
        version=first.version,
        sha256=first.sha256,
        spec=first.spec,
        exchanges=sum(record.exchanges for record in records.values()),
        reached=_sum(record.reached for record in records.values()),
    )


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return dict(total)


def _is_record(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("contract"), dict):
        return False
    contract, reached = value["contract"], value.get("reached")
    return (
        set(contract) == {"title", "version", "sha256"}
        and all(isinstance(text, str) for text in (*contract.values(), value.get("spec")))
        and all(isinstance(value.get(name), int) for name in ("version", "exchanges"))
        and isinstance(reached, dict)
        and all(isinstance(count, int) for count in reached.values())
    )
