"""Offsets of a text as lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from adhere.source.span import Position, Span

_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Lines:
    """The lines of one file."""

    path: Path
    text: str
    _starts: list[int] = field(default_factory=list)

    def span(self, start: int, end: int | None = None) -> Span:
        """Return the stretch between two offsets; one character where no end is given."""
        return Span(
            self.path, self._position(start), self._position(start + 1 if end is None else end)
        )

    def line(self, number: int) -> str:
        """Return line `number`, counted from 1, without its break; empty beyond the end."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def _position(self, offset: int) -> Position:
        starts = self._line_starts()
        line = bisect_right(starts, min(offset, len(self.text)))
        return Position(line, min(offset, len(self.text)) - starts[line - 1] + 1)

    def _line_starts(self) -> list[int]:
        if not self._starts:
            self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
        return self._starts
