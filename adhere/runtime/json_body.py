"""The strict reader of JSON texts (RFC 8259, restricted as I-JSON, RFC 7493)."""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
SURROGATE = re.compile(r"[\ud800-\udfff]")


class JsonError(ValueError):
    """A text that is not JSON as the runtime admits it; the message never repeats the text."""


def read_json(data: bytes, max_depth: int) -> Any:
    """Read one JSON value.

    Raises `JsonError` for what is not UTF-8 or begins with a byte order mark, for duplicate
    names, numbers that are not finite doubles or have over 4300 digits, lone surrogates, NUL
    in strings, nesting deeper than `max_depth`, and anything after the value.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise JsonError("The text is not UTF-8.") from None
    return read_json_text(text, max_depth)


def read_json_text(text: str, max_depth: int) -> Any:
    """Read one JSON value from text already decoded; see `read_json`."""
    if text.count("[") + text.count("{") > max_depth and _depth(text, max_depth) > max_depth:
        raise JsonError(f"The value is nested deeper than {max_depth} levels.")
    try:
        value = DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise JsonError(
            f"The text is not JSON: line {error.lineno} column {error.colno}."
        ) from None
    except JsonError:
        raise
    except ValueError:
        raise JsonError("A number has too many digits.") from None
    except RecursionError:
        raise JsonError("The value is nested too deeply.") from None
    if "\\u" in text:
        _check_strings(value)
    return value


def _depth(text: str, limit: int) -> int:
    depth = deepest = 0
    for match in STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        deepest = max(deepest, depth)
        if deepest > limit:
            break
    return deepest


def _check_strings(value: Any) -> None:
    """Refuse what only an escape can bring into a string: NUL and lone surrogates."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            _check_string(node)
        elif isinstance(node, dict):
            pending.extend(node)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _check_string(text: str) -> None:
    if "\0" in text:
        raise JsonError("A string holds the character NUL.")
    if SURROGATE.search(text):
        raise JsonError("A string holds a lone surrogate.")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("An object has the same name twice.")
    return members


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise JsonError("A number is out of the range of a double.")
    return number


def _constant(_: str) -> NoReturn:
    raise JsonError("NaN and Infinity are not JSON numbers.")


DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_float, parse_constant=_constant, strict=True
)
