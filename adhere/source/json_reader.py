"""JSON (RFC 8259) to plain data; places by a scanner of their own, on demand."""

from __future__ import annotations

import json
import re
from typing import Any

from adhere.source import problem
from adhere.source.json_errors import explain
from adhere.source.limits import MAX_DEPTH
from adhere.source.lines import Lines
from adhere.source.place import Member, Place
from adhere.source.problem import Problem, RefusedError
from adhere.source.scalars import finite

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(lines: Lines) -> tuple[Any, tuple[Problem, ...]]:
    """Read one JSON text. Duplicate keys are returned as problems, the last value wins.

    Raises RefusedError where the text is not JSON, nests too deep, or holds a number or
    string that cannot be represented.
    """
    has_duplicates = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal has_duplicates
        value = dict(pairs)
        has_duplicates = has_duplicates or len(value) != len(pairs)
        return value

    try:
        value = json.loads(
            lines.text, object_pairs_hook=members, parse_float=finite, parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        raise RefusedError(explain(error, lines)) from error
    except RecursionError:
        raise RefusedError(_too_deep(lines)) from None
    except ValueError:
        raise RefusedError(_bad_number(lines)) from None
    if _is_deeper(value, MAX_DEPTH):
        raise RefusedError(_too_deep(lines))
    if _SURROGATE.search(lines.text):
        _check_surrogates(lines)
    return value, tuple(_duplicates(lines)) if has_duplicates else ()


def json_places(text: str) -> Place:
    """Return the places of a text that `read_json` accepted."""
    scanner = _Scanner()
    scanner.scan(text)
    return scanner.place


class _Scanner:
    """One pass over the tokens of a valid text, the open collections on a stack."""

    def __init__(self) -> None:
        self.place: Place = (0, 0, None)
        self.duplicates: list[tuple[str, Member, Member]] = []
        self._open: list[tuple[int, dict[str, Member] | list[Place], _Key | None]] = []
        self._key: _Key | None = None

    def scan(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            piece, start, end = match.group(), match.start(), match.end()
            if piece in "{[":
                self._open.append((start, {} if piece == "{" else [], self._key))
                self._key = None
            elif piece in "}]":
                start, children, self._key = self._open.pop()
                self._put((start, end, children))
            elif self._key is None and self._open and isinstance(self._open[-1][1], dict):
                self._key = (json.loads(piece), start, end)
            else:
                self._put((start, end, None))

    def _put(self, place: Place) -> None:
        if not self._open:
            self.place = place
            return
        parent, key = self._open[-1][1], self._key
        if isinstance(parent, list):
            parent.append(place)
        elif key is not None:
            member = (key[1], key[2], place)
            if key[0] in parent:
                self.duplicates.append((key[0], member, parent[key[0]]))
            parent[key[0]] = member
        self._key = None


_Key = tuple[str, int, int]


def _duplicates(lines: Lines) -> list[Problem]:
    scanner = _Scanner()
    scanner.scan(lines.text)
    return [
        problem.duplicate_key(lines.span(*member[:2]), name, lines.span(*first[:2]))
        for name, member, first in scanner.duplicates
    ]


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _bad_number(lines: Lines) -> Problem:
    for match in _TOKEN.finditer(lines.text):
        if match.group()[0] in "-0123456789NI":
            try:
                json.loads(match.group(), parse_float=finite, parse_constant=_refuse)
            except ValueError:
                return problem.not_json(lines.span(*match.span()), _shorten(match.group()))
    return problem.not_json(lines.span(0), "a number of this file")


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


_SHOWN = 40


def _too_deep(lines: Lines) -> Problem:
    depth = 0
    for match in _TOKEN.finditer(lines.text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match.group(), 0)
        if depth > MAX_DEPTH:
            return problem.too_deep(lines.span(match.start()), MAX_DEPTH)
    return problem.too_deep(lines.span(0), MAX_DEPTH)


def _is_deeper(value: Any, limit: int) -> bool:
    """Measure level by level, which needs no recursion."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        children = (c for node in level for c in (node.values() if type(node) is dict else node))
        level = [child for child in children if isinstance(child, dict | list)]
        if not level:
            return False
    return bool(level)


def _check_surrogates(lines: Lines) -> None:
    for match in _TOKEN.finditer(lines.text):
        if _SURROGATE.search(match.group()) is None:
            continue
        try:
            json.loads(match.group()).encode()
        except UnicodeEncodeError:
            span = lines.span(*match.span())
            raise RefusedError(problem.lone_surrogate(span)) from None
