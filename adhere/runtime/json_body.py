"""The strict reader of JSON texts (RFC 8259, restricted as I-JSON, RFC 7493).

A text is read by the fast reader of pydantic-core first, which lets pass three things that
are refused here: a name twice, a number beyond a double, NUL in a string. Where it is not
certain at once that a text has none of them, and where it fails, the exact reader decides,
and says what is wrong.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NoReturn

from pydantic_core import from_json

END_OF_NAME = re.compile(rb'"[ \t\n\r]*:')
INFINITE = (math.inf, -math.inf)
SURROGATE = re.compile(r"[\ud800-\udfff]")


class JsonError(ValueError):
    """A text that is not JSON as the runtime admits it; the message never repeats the text."""


def read_json(data: bytes, max_depth: int, *, allow_nul: bool = False) -> Any:
    """Read one JSON value.

    Raises `JsonError` for what is not UTF-8 or begins with a byte order mark, for duplicate
    names, numbers that are not finite doubles or have over 4300 digits, lone surrogates, NUL
    in strings unless `allow_nul`, nesting deeper than `max_depth`, and anything after the value.
    """
    try:
        value = from_json(data, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        return _read_exactly(data, max_depth, allow_nul=allow_nul)
    measured = _measure(value)
    is_certain = (
        measured.depth <= max_depth
        and measured.is_finite
        and (allow_nul or b"\\" not in data or b"\\u0000" not in data)
        and _has_members(data, measured.members)
    )
    return value if is_certain else _read_exactly(data, max_depth, allow_nul=allow_nul)


def read_json_text(text: str, max_depth: int, *, allow_nul: bool = False) -> Any:
    """Read one JSON value from text already decoded; see `read_json`."""
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
    if _measure(value).depth > max_depth:
        raise JsonError(f"The value is nested deeper than {max_depth} levels.")
    if "\\u" in text:
        _check_strings(value, allow_nul=allow_nul)
    return value


def _read_exactly(data: bytes, max_depth: int, *, allow_nul: bool) -> Any:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise JsonError("The text is not UTF-8.") from None
    return read_json_text(text, max_depth, allow_nul=allow_nul)


def _has_members(data: bytes, members: int) -> bool:
    """Tell whether a JSON text certainly has no more members than were read from it.

    Each has a colon of its own after its name; those in strings make the text look as if it
    had more.
    """
    return data.count(b":") == members or len(END_OF_NAME.findall(data)) == members


@dataclass(slots=True)
class _Measure:
    """How deep a value is nested, how many members its objects have, and its numbers."""

    depth: int = 0
    members: int = 0
    is_finite: bool = True


def _measure(value: Any) -> _Measure:
    """Measure a JSON value, level by level."""
    measure = _Measure(is_finite=value not in INFINITE)
    level = [value] if isinstance(value, dict | list) else []
    while level:
        measure.depth += 1
        objects = [x for x in level if type(x) is dict]
        arrays = [x for x in level if type(x) is list] if len(objects) < len(level) else []
        measure.members += sum(map(len, objects))
        kinds = set(map(type, _contents(objects, arrays)))
        if float in kinds and any(n in _contents(objects, arrays) for n in INFINITE):
            measure.is_finite = False
        level = []
        if dict in kinds or list in kinds:
            held = _contents(objects, arrays)
            level = [x for x in held if type(x) is dict or type(x) is list]
    return measure


def _contents(objects: list[dict[str, Any]], arrays: list[list[Any]]) -> Iterator[Any]:
    """Walk all that is directly in these objects and arrays."""
    members = chain.from_iterable(map(dict.values, objects))
    return chain(members, chain.from_iterable(arrays)) if arrays else members


def _check_strings(value: Any, *, allow_nul: bool) -> None:
    """Refuse what only an escape can bring into a string: NUL and lone surrogates."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, str):
            _check_string(node, allow_nul=allow_nul)
        elif isinstance(node, dict):
            pending.extend(node)
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)


def _check_string(text: str, *, allow_nul: bool) -> None:
    if not allow_nul and "\0" in text:
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
