"""What a text in a path, query, header or cookie may stand for."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs

from adhere.fuzz.wire.verdict import Validity

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LITERALS = {"true": True, "false": False, "null": None}
# Spellings of a truth value that lenient servers read as one; the contract does not say.
_LENIENT = frozenset({"1", "0", "yes", "no", "on", "off", "t", "f", "y", "n", "true", "false"})
# Beyond these a service may have limits of its own that no schema shows.
_LONGEST = 4096
_LARGEST = 2**63


def readings(text: str) -> list[Any]:
    """Return every JSON value that the text may be: itself, and a number or literal it spells."""
    values: list[Any] = [text]
    if _NUMBER.fullmatch(text):
        values.append(json.loads(text))
    if text in _LITERALS:
        values.append(_LITERALS[text])
    return values


def is_lenient(text: str, types: frozenset[str]) -> bool:
    """Tell whether some servers read the text as one of the types though JSON would not."""
    if not text:
        return types != {"string"}
    if not types or "boolean" in types:
        return text.lower() in _LENIENT
    return bool(types & {"integer", "number"}) and _is_loose_number(text)


def _is_loose_number(text: str) -> bool:
    if _NUMBER.fullmatch(text):
        return False
    try:
        float(text)
    except ValueError:
        return False
    return True


def is_ordinary(text: str) -> bool:
    """Tell whether servers agree on the text: printable, not huge, no replacement characters."""
    return len(text) <= _LONGEST and text.isprintable() and "\ufffd" not in text


def is_moderate(value: Any) -> bool:
    """Tell whether a number is one that every implementation can hold."""
    return isinstance(value, bool) or not isinstance(value, int | float) or abs(value) < _LARGEST


def judge_text(
    text: str, validator: jsonschema_rs.Draft202012Validator, types: frozenset[str]
) -> Validity:
    """Judge a single value against its schema; `1.0` for an integer is for the server to say."""
    fitting = [value for value in readings(text) if validator.is_valid(value)]
    is_whole = "integer" in types and "number" not in types
    if any(is_moderate(v) and not (is_whole and isinstance(v, float)) for v in fitting):
        return Validity.VALID if is_ordinary(text) else Validity.UNKNOWN
    if fitting or is_lenient(text, types):
        return Validity.UNKNOWN
    return Validity.INVALID
