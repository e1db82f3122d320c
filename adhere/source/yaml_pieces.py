"""A YAML text in pieces that are read one by one, so that an edit costs one piece.

A piece is a stretch of lines that begins with a key, up to the next line of the same
indentation that begins with one; a large one whose value is a block mapping is read in pieces
itself. What a piece alone does not tell is left to reading the whole text: anchors, mistakes,
what is no mapping. A piece that can be read alone means the same inside the text: a quoted
scalar or flow collection that went on behind it would not be closed, plain and block scalars
and block collections end before a line of that indentation (YAML 1.2.2, sections 7.3.3, 8.1 and
8.2), and lines that begin with anything but a key belong to the piece before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from adhere.source.lines import Lines
from adhere.source.place import Member, members_of, moved
from adhere.source.problem import RefusedError
from adhere.source.recent import Recent
from adhere.source.yaml_reader import Node, read_mapping

LARGE = 20_000
"""Characters from which on a piece is read in pieces."""

_KEY = r"""[\w"'/$]"""
_FIRST_KEY = re.compile(rf"(?:---\n)?(?:[ ]*(?:\#[^\n]*)?\n)*([ ]*){_KEY}", re.VERBOSE)
_HEAD = re.compile(r"[^\n]*:[ ]*(?:#[^\n]*)?\n")
_UNUSUAL = ("\r", "\x85", "\u2028", "\u2029", "\n%", "\n...", "\n---", "<<")
"""Line breaks other than `\\n`, directives, further documents, merges."""

Pieces = Recent[Node | None]
"""What each piece says by its text; `None` where it must be read with the rest."""


def read_pieces(text: str, pieces: Pieces) -> Node | None:
    """Read a block mapping, known pieces not again; `None` where it must be read as a whole."""
    if any(sign in text for sign in _UNUSUAL):
        return None
    return _Block(text, 0).read(pieces)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that may be a block mapping, in so many others."""

    text: str
    depth: int

    def read(self, pieces: Pieces) -> Node | None:
        values: dict[str, object] = {}
        members: dict[str, Member] = {}
        size, height, offset = 1, 1, 0
        for block in self._split():
            node = block._in_pieces(pieces) or pieces.get(block._name, block._alone)  # noqa: SLF001
            if node is None or not members.keys().isdisjoint(node.value):
                return None
            values.update(node.value)
            members.update(members_of(moved(node.place, offset)))
            size, height = size + node.size - 1, max(height, node.height)
            offset += len(block.text)
        if not members:
            return None
        first, last = next(iter(members.values())), next(reversed(members.values()))
        return Node(values, (first[0], last[2][1], members), size, height)

    def _split(self) -> Iterator[_Block]:
        """Yield the members, each with the lines before it that are no other's."""
        first = _FIRST_KEY.match(self.text)
        if first is not None:
            begins = re.compile(rf"\n(?={first[1]}{_KEY})").finditer(self.text, first.end())
            ends = [0, *(begin.end() for begin in begins), len(self.text)]
            for start, end in pairwise(ends):
                yield _Block(self.text[start:end], self.depth)

    @property
    def _name(self) -> str:
        return f"{self.depth} {self.text}"

    def _alone(self) -> Node | None:
        try:
            return read_mapping(Lines(Path(), self.text), self.depth)
        except RefusedError:
            return None

    def _in_pieces(self, pieces: Pieces) -> Node | None:
        """Read a large member whose value is a block mapping; `None` where it is another."""
        start = _FIRST_KEY.match(self.text) if len(self.text) > LARGE else None
        end = _HEAD.match(self.text, start.start(1)) if start else None
        inner = _FIRST_KEY.match(self.text, end.end()) if end else None
        if start is None or end is None or inner is None or len(inner[1]) <= len(start[1]):
            return None
        head = _Block(self.text[: end.end()], self.depth)
        named = pieces.get(head._name, head._alone)
        if named is None or list(named.value.values()) != [None]:
            return None
        value = _Block(self.text[end.end() :], self.depth + 1).read(pieces)
        if value is None:
            return None
        ((name, member),) = members_of(named.place).items()
        held = moved(value.place, end.end())
        place = (member[0], held[1], {name: (*member[:2], held)})
        return Node({name: value.value}, place, value.size + 1, value.height + 1)
