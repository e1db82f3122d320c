"""Values written in the styles of parameters (OpenAPI 3.1, section 4.8.12.3; RFC 6570).

Each piece is percent-encoded before pieces are joined, so that a delimiter in data is data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json

Quote = Callable[[str], str]
Pairs = list[tuple[str, str]]

DELIMITERS: Mapping[str, str] = {
    "form": ",",
    "cookie": ",",
    "spaceDelimited": "%20",
    "pipeDelimited": "%7C",
}
RESERVED = ":/?@!$'()*;"
"""What `allowReserved` leaves as it is: reserved characters without a meaning inside a query."""


def text_of(value: Any) -> str:
    """Write a JSON value as a text: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else to_json(value).decode()


def quoted(text: str) -> str:
    """Percent-encode everything but unreserved characters (RFC 3986, section 2.3)."""
    return quote(text, safe="")


def quoted_but_reserved(text: str) -> str:
    """Percent-encode, and leave the reserved characters that may stand in a query."""
    return quote(text, safe=RESERVED)


def plain(text: str) -> str:
    """Leave a text as it is."""
    return text


def _quoted_label(text: str) -> str:
    return quoted(text).replace(".", "%2E")


def simple(value: Any, quoting: Quote, *, explode: bool, joiner: str = ",") -> str:
    """Write a JSON value in the style `simple`."""
    if isinstance(value, list):
        return joiner.join(quoting(text_of(item)) for item in value)
    if not isinstance(value, dict):
        return quoting(text_of(value))
    pairs = [(quoting(name), quoting(text_of(item))) for name, item in value.items()]
    if explode:
        return joiner.join(f"{name}={text}" for name, text in pairs)
    return joiner.join(piece for pair in pairs for piece in pair)


def path_text(value: Any, *, name: str, style: str, explode: bool) -> str:
    """Write a JSON value as a part of a path: `simple`, `label` or `matrix`."""
    if style == "label":
        joiner = "." if explode else ","
        return "." + simple(value, _quoted_label, explode=explode, joiner=joiner)
    if style != "matrix":
        return simple(value, quoted, explode=explode)
    if explode and isinstance(value, dict):
        return ";" + simple(value, quoted, explode=True, joiner=";")
    if explode and isinstance(value, list):
        return "".join(f";{name}={quoted(text_of(item))}" for item in value)
    text = simple(value, quoted, explode=False)
    return f";{name}={text}" if text else f";{name}"


def pairs(value: Any, quoting: Quote, *, name: str, style: str, explode: bool) -> Pairs:
    """Write a JSON value as the pairs of a query, of cookies or of a form; names are as they are.

    An exploded array or object without elements is no pair.
    """
    if style == "deepObject":
        return [(key, quoting(text)) for key, text in deep_pairs(name, value)]
    if explode and isinstance(value, list):
        return [(name, quoting(text_of(item))) for item in value]
    if explode and isinstance(value, dict) and style in ("form", "cookie"):
        return list(_members(value, quoting))
    joiner = DELIMITERS.get(style, ",")
    return [(name, simple(value, quoting, explode=False, joiner=joiner))]


def _members(value: Mapping[str, Any], quoting: Quote) -> Iterator[tuple[str, str]]:
    for name, member in value.items():
        for item in member if isinstance(member, list) else [member]:
            yield name, quoting(text_of(item))


def deep_pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield `name[a][b]`, `value` for each leaf of an object; the elements of an array each."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from deep_pairs(f"{name}[{key}]", member)
    elif isinstance(value, list):
        for item in value:
            yield from deep_pairs(name, item)
    else:
        yield name, text_of(value)


def joined(found: Sequence[tuple[str, str]]) -> str:
    """Join pairs as a query or a form has them; names are percent-encoded, values have been."""
    return "&".join(f"{quoted(name)}={value}" for name, value in found)
