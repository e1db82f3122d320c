"""Places in source text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between characters; line and column count from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one file, `end` exclusive. The whole file where only the file is known."""

    file: Path
    start: Position = Position(1, 1)
    end: Position = Position(1, 1)

    def __str__(self) -> str:
        """Return `file:line:column`, as editors and terminals link it."""
        return f"{self.file}:{self.start.line}:{self.start.column}"
