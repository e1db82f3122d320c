"""Lines of source text, as a terminal shows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from adhere.source import SourceFile, Span

TAB_STOP = 4
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
# Columns of text kept before the marked stretch where a line is too wide to show whole.
LEAD = 24


@dataclass(slots=True)
class Excerpts:
    """The first line of spans; a file is read once, and only for its text."""

    _files: dict[Path, SourceFile | None] = field(default_factory=dict)

    def line(self, span: Span) -> str | None:
        """Return the line where a span starts; `None` where there is nothing to show."""
        if span.start == span.end:
            return None
        if span.file not in self._files:
            self._files[span.file] = _read(span.file)
        file = self._files[span.file]
        return file.excerpt(Span(span.file, span.start, span.start))[0] if file else None


def _read(path: Path) -> SourceFile | None:
    try:
        return SourceFile(path, path.read_text(encoding="utf-8-sig", errors="replace"))
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class Marked:
    """A line ready for the terminal, and the line of carets below it."""

    text: str
    offset: int
    width: int

    @property
    def carets(self) -> str:
        """The marks, aligned with the text."""
        return " " * self.offset + "^" * self.width


def mark(line: str, span: Span, *, limit: int) -> Marked:
    """Show at most `limit` columns of a line, the start of the span among them."""
    cells = list(_cells(line))
    first = min(span.start.column - 1, len(cells))
    last = span.end.column - 1 if span.end.line == span.start.line else len(cells)
    offset = _width(cells[:first])
    width = max(1, _width(cells[first:last]))
    if _width(cells) <= limit:
        return Marked("".join(cells), offset, width)
    return _crop(cells, first=first, offset=offset, width=width, limit=limit)


def _crop(cells: list[str], *, first: int, offset: int, width: int, limit: int) -> Marked:
    start = first
    while start and _width(cells[start - 1 : first]) <= LEAD:
        start -= 1
    head = ELLIPSIS if start else ""
    kept = list(head)
    for cell in cells[start:]:
        if _width(kept) + _width([cell]) >= limit:
            kept.append(ELLIPSIS)
            break
        kept.append(cell)
    shown = offset - _width(cells[:start]) + len(head)
    return Marked("".join(kept), shown, max(1, min(width, limit - shown)))


def _cells(line: str) -> Iterable[str]:
    """Yield what stands on the terminal for each character of a line."""
    column = 0
    for character in line:
        cell = _cell(character, column)
        column += _width([cell])
        yield cell


def _cell(character: str, column: int) -> str:
    if character == "\t":
        return " " * (TAB_STOP - column % TAB_STOP)
    return REPLACEMENT if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def _width(cells: Iterable[str]) -> int:
    return sum(_character_width(character) for cell in cells for character in cell)


def _character_width(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def one_line(text: str) -> str:
    """Return a text without line breaks or control characters: it may quote the document."""
    return "".join(
        REPLACEMENT if unicodedata.category(c) in {"Cc", "Cf", "Cs"} else c
        for c in " ".join(text.split())
    )
