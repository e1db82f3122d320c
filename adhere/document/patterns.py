r"""Regular expressions of ECMA-262, said so that the engine of the validators can read them.

The engine is Rust's, which knows most of them as they are. What it does not know is written in
other words here: `[^]`, `\k<name>`, `\0`, `[\b]`, surrogate pairs, and what only JavaScript's
older grammar admits (ECMA-262, annex B.1.2): `[\w-.]`, a `{` that counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import jsonschema_rs

_PIECE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\k<\w+>|\\[pP]\{[^{}]*\}|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]"
    r"|\\.|\[\^?\]|\[\^?|\(\?<\w+>|\{[0-9]+(?:,[0-9]*)?\}|.",
    re.DOTALL,
)
_GROUP = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\((?!\?)|\(\?<(\w+)>", re.DOTALL)
_CLASS_ESCAPE = re.compile(r"\\(?:[dDwWsS]|[pP]\{.*)", re.DOTALL)
_LARGE_COUNT = re.compile(r"(?<=[{,])[0-9]{4,}(?=[,}])")
_WORDS = {"[]": r"[^\s\S]", "[^]": r"[\s\S]", r"\0": r"\x00"}


@cache
def is_readable(pattern: str) -> bool:
    """Tell whether the engine reads a pattern as it stands."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def is_too_large(pattern: str) -> bool:
    """Tell whether only its numbers keep the engine from a pattern: `a{2147483647}`."""
    return is_readable(_LARGE_COUNT.sub("999", pattern))


@cache
def readable(pattern: str) -> str:
    """Return a pattern that matches the same texts, in words that the engine reads.

    The pattern itself where it needs none, or where none are known.
    """
    if is_readable(pattern):
        return pattern
    written = "".join(_rewritten(_PIECE.findall(pattern), _group_names(pattern)))
    return written if is_readable(written) else pattern


def _group_names(pattern: str) -> list[str]:
    """Return the names of the capturing groups in their order, empty where they have none."""
    return [m[1] or "" for m in _GROUP.finditer(pattern) if m[0].startswith("(")]


def _rewritten(pieces: list[str], groups: list[str]) -> Iterator[str]:
    in_class = False
    for position, piece in enumerate(pieces):
        if in_class:
            in_class = piece != "]"
            yield _in_class(piece, pieces[position - 1], pieces[position + 1 : position + 2])
        else:
            in_class = piece in ("[", "[^")
            yield _outside(piece, groups)


def _outside(piece: str, groups: list[str]) -> str:
    if piece == "{":
        return r"\{"
    if piece.startswith(r"\k<") and piece[3:-1] in groups:
        return rf"(?:\{groups.index(piece[3:-1]) + 1})"
    return _anywhere(piece)


def _in_class(piece: str, before: str, after: list[str]) -> str:
    if piece == r"\b":
        return r"\x08"
    if piece == "-" and any(map(_CLASS_ESCAPE.fullmatch, (before, *after))):
        return r"\-"
    return _anywhere(piece)


def _anywhere(piece: str) -> str:
    if len(piece) == len(r"\uD83D\uDE00") and piece.startswith(r"\u"):
        pair = bytes.fromhex(piece[2:6] + piece[8:])
        return rf"\u{{{ord(pair.decode('utf-16-be')):X}}}"
    if piece[0] == "\\" and not piece[1].isascii():
        return piece[1]
    return _WORDS.get(piece, piece)
