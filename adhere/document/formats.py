"""The formats of OpenAPI's registry, said in keywords that every validator knows.

JSON Schema's own formats (`date`, `uuid`, `ipv4`, ...) are left to validators. The registry's
are asserted here where it defines them exactly, for the types of values that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_INTEGERS: Mapping[str, tuple[int, int]] = {
    "int8": (-(2**7), 2**7 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint8": (0, 2**8 - 1),
    "uint16": (0, 2**16 - 1),
    "uint32": (0, 2**32 - 1),
    "uint64": (0, 2**64 - 1),
    "double-int": (-(2**53) + 1, 2**53 - 1),
    "sf-integer": (-(10**15) + 1, 10**15 - 1),
}
_LARGEST_FLOAT = 3.4028235677973362e38
"""The largest double that IEEE 754 rounds to a finite single."""
_LARGEST_DOUBLE = 1.7976931348623157e308
_NUMBERS: Mapping[str, tuple[float, float]] = {
    "float": (-_LARGEST_FLOAT, _LARGEST_FLOAT),
    "double": (-_LARGEST_DOUBLE, _LARGEST_DOUBLE),
    "sf-decimal": (-999_999_999_999.999, 999_999_999_999.999),
}
LIMITS: Mapping[str, tuple[float, float]] = {**_INTEGERS, **_NUMBERS}
"""The lowest and the highest number that a format has."""
_STEPS: Mapping[str, float] = {**dict.fromkeys(_INTEGERS, 1), "sf-decimal": 0.001}

_DAY_OF_MONTH = "(?:0[1-9]|[12][0-9]|3[01])"
_DAYS = "Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"
_DAY = f"(?:{'|'.join(day[:3] for day in _DAYS)})"
_LONG_DAY = f"(?:{'|'.join(_DAYS)})day"
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)"
_HTTP_DATE = (
    f"(?:{_DAY}, {_DAY_OF_MONTH} {_MONTH} [0-9]{{4}} {_TIME} GMT"
    f"|{_LONG_DAY}, {_DAY_OF_MONTH}-{_MONTH}-[0-9]{{2}} {_TIME} GMT"
    f"|{_DAY} {_MONTH} (?:{_DAY_OF_MONTH}| [1-9]) {_TIME} [0-9]{{4}})"
)
_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_LOCAL_TIME = rf"{_TIME}(?:\.[0-9]+)?"
_TCHAR = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_TOKEN = f"{_TCHAR}+"
_QUOTED = r'"(?:[\t \x21\x23-\x5b\x5d-\x7e]|[^\x00-\x7f]|\\(?:[\t \x21-\x7e]|[^\x00-\x7f]))*"'
_PARAMETERS = rf"(?:[ \t]*;[ \t]*(?:{_TOKEN}=(?:{_TOKEN}|{_QUOTED}))?)*"
_DECIMAL = r"[+-]?[0-9]+(?:\.[0-9]+)?"
_SCIENTIFIC = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"


_PATTERNS: Mapping[str, str] = {
    "base64url": "(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}(?:==)?|[A-Za-z0-9_-]{3}=?)?",
    "byte": "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
    "date-time-local": f"{_DATE}[Tt ]{_LOCAL_TIME}",
    "decimal": _DECIMAL,
    "decimal128": f"(?:{_SCIENTIFIC}|NaN|[+-]?(?:INF|Infinity))",
    "http-date": _HTTP_DATE,
    "media-range": rf"(?:\*/\*|{_TOKEN}/(?:\*|{_TOKEN})){_PARAMETERS}",
    "sf-binary": ":[A-Za-z0-9+/=]*:",
    "sf-boolean": r"\?[01]",
    "sf-string": r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"',
    "sf-token": rf"[A-Za-z*](?:{_TCHAR}|[:/])*",
    "time-local": _LOCAL_TIME,
}
"""What texts of a format look like, from beginning to end.

`byte` is base64 with its padding (RFC 4648, section 4), `base64url` that of section 5, where
padding may be left out; `decimal` is in fixed point.
"""


def assert_format(schema: dict[str, Any]) -> None:
    """Add to a schema of JSON Schema 2020-12 what its `format` means."""
    name = schema.get("format")
    if not isinstance(name, str):
        return
    if name in LIMITS and _admits(schema, "number", "integer"):
        lowest, highest = LIMITS[name]
        _narrow(schema, "minimum", lowest, max)
        _narrow(schema, "maximum", highest, min)
        if name in _STEPS and _admits(schema, "number"):
            _add(schema, "multipleOf", _STEPS[name])
    if name == "char" and _admits(schema, "string"):
        _narrow(schema, "minLength", 1, max)
        _narrow(schema, "maxLength", 1, min)
    if name in _PATTERNS and _admits(schema, "string"):
        _add(schema, "pattern", f"^(?:{_PATTERNS[name]})$")


def _admits(schema: Mapping[str, Any], *types: str) -> bool:
    """Tell whether a schema's `type`, where it has one, names one of these."""
    declared = schema.get("type", types)
    return bool({declared} & {*types} if isinstance(declared, str) else {*declared} & {*types})


def _narrow(
    schema: dict[str, Any], keyword: str, limit: float, pick: Callable[[float, float], float]
) -> None:
    own = schema.get(keyword, limit)
    if isinstance(own, int | float):
        schema[keyword] = pick(own, limit)


def _add(schema: dict[str, Any], keyword: str, value: object) -> None:
    """Let a keyword hold as well, whatever the schema itself says with it."""
    if keyword not in schema:
        schema[keyword] = value
    elif isinstance(schema.get("allOf", []), list):
        schema["allOf"] = [*schema.get("allOf", ()), {keyword: value}]
