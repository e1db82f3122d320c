"""JSON (RFC 8259) to plain data; places by a scanner of their own, on demand."""

from __future__ import annotations

import json
import re
from typing import Any

from adhere.source import problem
from adhere.source.lines import Lines
from adhere.source.place import Member, Place
from adhere.source.problem import Problem, RefusedError
from adhere.source.scalars import finite
from adhere.source.yaml_reader import MAX_DEPTH

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],:"]+')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(lines: Lines) -> tuple[Any, tuple[Problem, ...]]:
    """Read one JSON text. Duplicate keys are returned as problems, the last value wins.

    Raises RefusedError where the text is not JSON, nests too deep, or holds a number or
    string that cannot be represented.
    """
    duplicates: list[str] = []

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) != len(pairs):
            duplicates.append("")
        return value

    try:
        value = json.loads(
            lines.text, object_pairs_hook=members, parse_float=finite, parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        raise RefusedError(_explain(error, lines)) from error
    except RecursionError:
        raise RefusedError(_deep(lines)) from None
    except ValueError as error:
        raise RefusedError(_number(str(error), lines)) from error
    if _depth_exceeds(value, MAX_DEPTH):
        raise RefusedError(_deep(lines))
    _check_surrogates(lines)
    return value, tuple(_duplicates(lines)) if duplicates else ()


def json_places(text: str) -> Place:
    """Return the places of a text that `read_json` accepted."""
    return _Scanner(text).place


class _Scanner:
    """One pass over the tokens with the open collections on a stack."""

    def __init__(self, text: str) -> None:
        self.duplicates: list[tuple[str, Member, Member]] = []
        self.place: Place = (0, 0, None)
        stack: list[tuple[int, dict[str, Member] | list[Place]]] = []
        keys: list[tuple[str, int, int] | None] = []
        key: tuple[str, int, int] | None = None
        for match in _TOKEN.finditer(text):
            token, start, end = match.group(), match.start(), match.end()
            if token in "{[":
                stack.append((start, {} if token == "{" else []))
                keys.append(key)
                key = None
                continue
            if token in "}]":
                start, children = stack.pop()
                key = keys.pop()
                place: Place = (start, end, children)
            elif key is None and stack and isinstance(stack[-1][1], dict):
                key = (json.loads(token), start, end)
                continue
            else:
                place = (start, end, None)
            self._put(stack[-1][1] if stack else None, key, place)
            key = None

    def _put(self, parent: Any, key: tuple[str, int, int] | None, place: Place) -> None:
        if key is not None:
            name, start, end = key
            member = (start, end, place)
            if name in parent:
                self.duplicates.append((name, member, parent[name]))
            parent[name] = member
        elif parent is not None:
            parent.append(place)
        else:
            self.place = place


def _duplicates(lines: Lines) -> list[Problem]:
    return [
        problem.duplicate_key(lines.span(*member[:2]), name, lines.span(*first[:2]))
        for name, member, first in _Scanner(lines.text).duplicates
    ]


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _explain(error: json.JSONDecodeError, lines: Lines) -> Problem:
    return problem.syntax_error(lines.span(error.pos), error.msg)


def _number(text: str, lines: Lines) -> Problem:
    return problem.not_json(lines.span(max(lines.text.find(text), 0)), text)


def _deep(lines: Lines) -> Problem:
    depth = 0
    for match in _TOKEN.finditer(lines.text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(match.group(), 0)
        if depth > MAX_DEPTH:
            return problem.too_deep(lines.span(match.start()), MAX_DEPTH)
    return problem.too_deep(lines.span(0), MAX_DEPTH)


def _depth_exceeds(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit + 1):
        level = (
            [
                child
                for node in level
                for child in (node.values() if isinstance(node, dict) else node)
                if isinstance(child, dict | list)
            ]
            if isinstance(value, dict | list)
            else []
        )
        if not level:
            return False
    return True


def _check_surrogates(lines: Lines) -> None:
    for match in _SURROGATE.finditer(lines.text):
        del match
