"""One file of a document: its text, its data and where each node stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adhere.source import problem
from adhere.source.json_reader import json_places, read_json
from adhere.source.limits import MAX_BYTES
from adhere.source.lines import Lines
from adhere.source.place import Found, Place, find, find_key
from adhere.source.pointer import Pointer
from adhere.source.problem import Problem, RefusedError
from adhere.source.span import Span
from adhere.source.yaml_pieces import Pieces, read_pieces
from adhere.source.yaml_reader import read_yaml


@dataclass(slots=True)
class SourceFile:
    """A text and what it says.

    `data` is plain JSON data; `None` where `is_read` is false, and then `problems` says why.
    Nodes may be shared (YAML aliases): treat `data` as immutable.
    """

    path: Path
    text: str = ""
    data: Any = None
    problems: tuple[Problem, ...] = ()
    is_read: bool = True
    _lines: Lines = field(init=False, repr=False)
    _place: Place | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Prepare the lines."""
        self._lines = Lines(self.path, self.text)

    def span(self, pointer: Pointer) -> Span:
        """Return the place of the value at `pointer`; of the nearest enclosing node without it."""
        return self._span(find(self._places(), pointer))

    def key_span(self, pointer: Pointer) -> Span:
        """Return the place of the member's name; of its value where it has none."""
        return self._span(find_key(self._places(), pointer))

    def has(self, pointer: Pointer) -> bool:
        """Tell whether something is written at `pointer`."""
        return find(self._places(), pointer).exact

    def written(self, pointer: Pointer) -> str:
        """Return the text of the node at `pointer` as it was written."""
        start, end, _ = find(self._places(), pointer)
        return self.text[start:end].rstrip()

    def excerpt(self, span: Span) -> tuple[str, ...]:
        """Return the lines that `span` touches, without their breaks."""
        return tuple(self._lines.line(n) for n in range(span.start.line, span.end.line + 1))

    def _span(self, found: Found) -> Span:
        start, end, _ = found
        stretch = self.text[start:end].rstrip()
        return self._lines.span(start, start + len(stretch) if stretch else start + 1)

    def _places(self) -> Place:
        if self._place is None:
            self._place = json_places(self.text) if self.is_read else (0, 0, None)
        return self._place


def read(path: Path, pieces: Pieces | None = None) -> SourceFile:
    """Read a file: JSON where its name ends in `.json`, else YAML. Never raises.

    What `pieces` knows is not read again.
    """
    try:
        text = _decode(path)
    except RefusedError as error:
        return SourceFile(path, problems=(error.problem,), is_read=False)
    return parse(path, text, pieces)


def parse(path: Path, text: str, pieces: Pieces | None = None) -> SourceFile:
    """Read `text` as the content of `path`; see `read`. Never raises."""
    lines = Lines(path, text)
    try:
        if path.suffix.lower() == ".json":
            data, problems = read_json(lines)
            return SourceFile(path, text, data, problems)
        node = None if pieces is None else read_pieces(text, pieces)
        if node is not None:
            return SourceFile(path, text, node.value, _place=node.place)
        data, place, problems = read_yaml(lines)
    except RefusedError as error:
        return SourceFile(path, text, problems=(error.problem,), is_read=False)
    return SourceFile(path, text, data, problems, _place=place)


def _decode(path: Path) -> str:
    raw = _bytes(path)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError(problem.not_utf8(Span(path), f"{path} is UTF-16"))
    if b"\0" in raw:
        raise RefusedError(problem.unreadable(Span(path), f"{path} is no text file"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        span = Lines(path, before + "?").span(len(before))
        reason = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        raise RefusedError(problem.not_utf8(span, reason)) from error


def _bytes(path: Path) -> bytes:
    """Read a regular file; a device or pipe would never end."""
    mend = None
    try:
        if path.is_dir():
            reason = f"{path} is a directory, not a file"
        elif not path.exists() and str(path).startswith(("http:", "https:")):
            reason = "a document is read from a file, not from an address"
            mend = "Download it and name the file."
        elif not path.exists():
            reason = f"{path} does not exist"
        elif not path.is_file():
            reason = f"{path} is no regular file"
        elif path.stat().st_size > MAX_BYTES:
            reason = f"{path} is larger than {MAX_BYTES:,} bytes"
        else:
            return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
    raise RefusedError(problem.unreadable(Span(path), reason, mend))
