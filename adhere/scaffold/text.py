"""The text of a Python file, edited at the places that its syntax tree and tokens name."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of `[start, end)`, in characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Token:
    """A token that is code, no layout; `start` and `end` in characters of the file."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A file's characters, with the line ends and the encoding that it has."""

    content: str
    encoding: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, content: bytes) -> Text:
        """Decode a file that Python has parsed."""
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        text = content.decode(encoding)
        lines = tuple(_LINE.findall(text))
        return cls(text, encoding, lines, tuple(accumulate(map(len, lines), initial=0)))

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """Return the file with edits made; those at one place in the order that they come in."""
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            pieces += [self.content[at : edit.start], edit.text]
            at = edit.end
        return "".join([*pieces, self.content[at:]]).encode(self.encoding)

    def offset(self, line: int, column: int) -> int:
        """Return where a node begins or ends: `ast` counts lines from 1 and columns in UTF-8."""
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)

    def indent(self, offset: int) -> str | None:
        """Return what stands before this place on its line; `None` if that is more than blanks."""
        start = max(start for start in self.starts if start <= offset)
        before = self.content[start:offset]
        return before if not before.strip() else None

    def newline(self, line: int) -> str:
        """Return what ends a line, counted from 1."""
        ended = self.lines[line - 1]
        return ended[len(ended.rstrip("\r\n")) :] or "\n"

    def tokens(self, line: int, column: int) -> Iterator[Token]:
        """Read the code from a node's beginning on."""
        start = self.offset(line, column) - self.starts[line - 1]
        source = [_plain(one) for one in self.lines[line - 1 :]]
        source[0] = source[0][start:]
        for token in tokenize.generate_tokens(iter(source).__next__):
            if token.type not in _LAYOUT:
                begin, end = (
                    self.starts[line + row - 2] + col + (start if row == 1 else 0)
                    for row, col in (token.start, token.end)
                )
                yield Token(begin, end, token.string)


def _plain(line: str) -> str:
    """End a line as the tokenizer knows it; its columns stay."""
    return line.rstrip("\r\n") + "\n"


def first_break(text: str) -> int | None:
    """Return where the first line of a text ends; `None` where it has only one."""
    found = re.search(r"[\r\n]", text)
    return found.start() if found else None


def joined(parts: Sequence[str], separator: str) -> str:
    """Return every part with the separator before it."""
    return "".join(separator + part for part in parts)


def double_quoted(code: str) -> str:
    """Write the strings of a line of code as formatters do."""
    text = Text.of(code.encode())
    edits = [
        Edit(token.start, token.end, f'"{token.text[1:-1]}"')
        for token in text.tokens(1, 0)
        if token.text.startswith("'") and '"' not in token.text and "\\" not in token.text
    ]
    return text.edited(edits).decode()
