"""The styles of parameters (OpenAPI 3.1, section 4.8.12.3; RFC 6570).

Delimiters are looked for in the text as it is on the wire; only then is each piece decoded,
once. So a delimiter that is data travels percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

from .shapes import Shape

BRACKETS = re.compile(r"\[([^\[\]]*)\]")
DELIMITERS: Mapping[str, re.Pattern[str]] = {
    "form": re.compile(","),
    "cookie": re.compile(","),
    "simple": re.compile(","),
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7[Cc]"),
}
Decode = Callable[[str], str]


class Unreadable(ValueError):  # noqa: N818  # a finding about the input
    """A text that its style cannot read; the message never repeats the text."""


def decode_component(text: str) -> str:
    """Percent-decode a piece of a path (RFC 3986, section 2.1), as UTF-8 without NUL.

    Octets that are not percent-encoded, though they should be, stand as Latin-1 in `text`.
    """
    if "%" not in text and text.isascii():
        return _clean(text)
    try:
        return _clean(unquote_to_bytes(text.encode("latin-1")).decode())
    except UnicodeError:
        raise Unreadable("is not UTF-8.") from None


def decode_query(text: str) -> str:
    """Percent-decode a piece of a query, where `+` is a space."""
    return decode_component(text.replace("+", " ") if "+" in text else text)


def decode_plain(text: str) -> str:
    """Take a piece of a header field as it is."""
    return _clean(text.strip())


def _clean(text: str) -> str:
    if "\0" in text:
        raise Unreadable("holds the character NUL.")
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        raise Unreadable("is not UTF-8.")
    return text


def read_array(pieces: Sequence[str], shape: Shape, decode: Decode) -> list[Any]:
    """Turn pieces into an array of what the items' schema means."""
    return [shape.items.read(decode(piece)) for piece in pieces]


def read_object(pairs: Sequence[tuple[str, str]], shape: Shape, decode: Decode) -> dict[str, Any]:
    """Turn pairs into an object; a name that comes twice is refused."""
    members: dict[str, Any] = {}
    for raw_name, raw_value in pairs:
        name = decode(raw_name)
        if name in members:
            raise Unreadable("has the same property twice.")
        members[name] = shape.property(name).read(decode(raw_value))
    return members


def split(text: str, style: str) -> list[str]:
    """Split at the delimiter of a style that is not exploded; nothing is no piece."""
    return DELIMITERS[style].split(text) if text else []


def alternating(pieces: Sequence[str]) -> list[tuple[str, str]]:
    """Pair up names and values that alternate (`R,100,G,200`)."""
    if len(pieces) % 2:
        raise Unreadable("has a property without a value.")
    return list(zip(pieces[::2], pieces[1::2], strict=True))


def assignments(pieces: Sequence[str]) -> list[tuple[str, str]]:
    """Read pieces that are `name=value`."""
    if any("=" not in piece for piece in pieces):
        raise Unreadable("has a property without a value.")
    return [(name, value) for name, _, value in (piece.partition("=") for piece in pieces)]


def path_pieces(text: str, *, style: str, name: str, explode: bool) -> list[str]:
    """Take the prefix of a path style off and split the rest into its pieces."""
    if style == "label":
        return _after_dot(text).split("." if explode else ",")
    if style == "matrix":
        return _matrix_pieces(text, name, explode=explode)
    return text.split(",")


def _matrix_pieces(text: str, name: str, *, explode: bool) -> list[str]:
    if not text.startswith(";"):
        raise Unreadable("does not begin with a semicolon.")
    if explode:
        return text[1:].split(";")
    found, _, value = text[1:].partition("=")
    if found != name:
        raise Unreadable("does not begin with the parameter's name.")
    return _only_one(value).split(",")


def path_scalar(text: str, *, style: str, name: str) -> str:
    """Take the prefix of a path style off a value that is neither array nor object."""
    if style == "label":
        return _after_dot(text)
    if style == "matrix":
        found, _, value = text.removeprefix(";").partition("=")
        if not text.startswith(";") or found != name:
            raise Unreadable("does not begin with a semicolon and the parameter's name.")
        return _only_one(value)
    return text


def _after_dot(text: str) -> str:
    """Take off the dot, which may come encoded, or `/.` would be resolved (RFC 3986, 6.2.2)."""
    if text[:3].upper() == "%2E":
        return text[3:]
    if not text.startswith("."):
        raise Unreadable("does not begin with a dot.")
    return text[1:]


def _only_one(value: str) -> str:
    """Return the value of the last matrix parameter; a semicolon begins another one."""
    if ";" in value:
        raise Unreadable("is followed by something else than its value.")
    return value


def read_deep(pairs: Sequence[tuple[str, str]], shape: Shape, decode: Decode) -> Any:
    """Read `name[a][b]=value` pairs, the names already decoded and `name` taken off."""
    tree: dict[str, Any] = {}
    for path, raw in pairs:
        keys = BRACKETS.findall(path)
        if "".join(f"[{key}]" for key in keys) != path:
            raise Unreadable("has brackets that do not match.")
        _plant(tree, keys, decode(raw))
    return _grown(tree, shape)


def _plant(tree: dict[str, Any], keys: Sequence[str], value: str) -> None:
    node = tree
    for key in keys[:-1]:
        node = node.setdefault(key, {})
        if not isinstance(node, dict):
            raise Unreadable("has a property that is a value and an object.")
    last = keys[-1]
    if last == "" or isinstance(node.get(last), list):
        leaves = node.setdefault(last, [])
        if not isinstance(leaves, list):
            raise Unreadable("has a property that is a value and an array.")
        leaves.append(value)
    elif last in node:
        if isinstance(node[last], dict):
            raise Unreadable("has a property that is a value and an object.")
        node[last] = [node[last], value]
    else:
        node[last] = value


def _grown(tree: Any, shape: Shape) -> Any:
    """Turn the tree of texts into what the schema means."""
    if isinstance(tree, str):
        only_array = shape.allows_array and not shape.scalar_types
        return [shape.items.read(tree)] if only_array else shape.read(tree)
    if isinstance(tree, list):
        if not shape.allows_array:
            raise Unreadable("has the same property twice.")
        return [shape.items.read(text) for text in tree]
    if set(tree) == {""}:
        return _grown(tree[""], shape)
    if shape.allows_array and not shape.allows_object and all(key.isdigit() for key in tree):
        return [_grown(tree[key], shape.items) for key in sorted(tree, key=int)]
    return {name: _grown(value, shape.property(name)) for name, value in tree.items()}
