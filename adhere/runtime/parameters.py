"""Parameters: from the request to typed arguments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from starlette.types import Scope

from .guard import SchemaCheck
from .json_body import JsonError, read_json_text
from .message import cookies_of, header_values, query_pairs
from .problems import Breach
from .shapes import Shape
from .styles import (
    Unreadable,
    alternating,
    assignments,
    decode_component,
    decode_plain,
    decode_query,
    path_pieces,
    path_scalar,
    read_array,
    read_deep,
    read_object,
    split,
)
from .typed import Choose, Typed

ABSENT: Final = object()
TWICE = "is given more than once."


class Parts:
    """The parts of a request that parameters are read from, each worked out once."""

    def __init__(self, scope: Scope, path: Mapping[str, str]) -> None:
        """Hold the scope and the raw values of the path's parameters."""
        self.scope = scope
        self.path = path

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The raw values of the query by decoded name. Raises `Unreadable`."""
        found: dict[str, list[str]] = {}
        for name, value in query_pairs(self.scope):
            found.setdefault(decode_query(name), []).append(value)
        return found

    @cached_property
    def cookies(self) -> dict[str, list[str]]:
        """The values of the cookies by name."""
        found: dict[str, list[str]] = {}
        for name, value in cookies_of(self.scope):
            found.setdefault(name, []).append(value)
        return found


Read = Callable[[Parts], Any]


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """What the contract says about one parameter.

    `siblings` are the names of the operation's other query parameters, which an exploded
    object does not claim. `may_be_empty` is `allowEmptyValue`.
    """

    name: str
    location: str
    style: str
    explode: bool
    shape: Shape
    check: SchemaCheck
    media_type: str | None = None
    siblings: frozenset[str] = frozenset()
    may_be_empty: bool = False
    max_depth: int = 32
    max_errors: int = 20


@dataclass(frozen=True, slots=True)
class ParameterPlan:
    """One parameter of one operation, ready to be read."""

    python_name: str
    pointer: str
    required: bool
    read: Read
    check: SchemaCheck
    typed: Typed
    default: Any
    max_errors: int
    choose: Choose | None = None

    def warm_up(self) -> None:
        """Build the validator and the type."""
        self.check.warm_up()
        self.typed.warm_up()

    def take(self, parts: Parts, arguments: dict[str, Any], breaches: list[Breach]) -> None:
        """Put the typed value into `arguments`, or what is wrong into `breaches`."""
        try:
            value = self.read(parts)
        except Unreadable as error:
            breaches.append(Breach(self.pointer, str(error)))
            return
        if value is ABSENT:
            self._take_absent(arguments, breaches)
        elif self.check.is_valid(value):
            made = self.typed.take(value, self.pointer, breaches, self.choose)
            arguments[self.python_name] = made
        else:
            breaches.extend(self.check.breaches(value, self.pointer, self.max_errors))

    def _take_absent(self, arguments: dict[str, Any], breaches: list[Breach]) -> None:
        """Put the default in; one that its own type refuses is not the caller's fault."""
        if self.required:
            breaches.append(Breach(self.pointer, "is required."))
            return
        refused: list[Breach] = []
        absent = self.default is None
        value = None if absent else self.typed.take(self.default, self.pointer, refused)
        arguments[self.python_name] = value


def reader(spec: ParameterSpec) -> Read:
    """Return the function that reads a parameter in its location, style and shape."""
    if spec.location == "querystring":
        return _querystring(spec)
    if spec.media_type is not None:
        return _content(spec)
    makers: Mapping[str, Callable[[ParameterSpec], Read]] = {
        "path": _path,
        "query": _query,
        "header": _header,
        "cookie": _cookie,
    }
    read = makers[spec.location](spec)
    return _unused_if_empty(spec, read) if spec.may_be_empty else read


def _unused_if_empty(spec: ParameterSpec, read: Read) -> Read:
    """Take an empty text that is no value for "unused" (OpenAPI 3.1, Parameter Object)."""

    def read_or_skip(parts: Parts) -> Any:
        if parts.query.get(spec.name) != [""]:
            return read(parts)
        try:
            value = read(parts)
        except Unreadable:
            return ABSENT
        return value if value is ABSENT or spec.check.is_valid(value) else ABSENT

    return read_or_skip


def _kinds(shape: Shape) -> tuple[str, ...]:
    """Return what a value may be, in the order in which its text is tried as each."""
    kinds = ["scalar"] if shape.scalar_types else []
    kinds += ["array"] if shape.allows_array else []
    kinds += ["object"] if shape.allows_object else []
    return tuple(kinds) or ("scalar",)


def _by_kind(spec: ParameterSpec, reads: Mapping[str, Read]) -> Read:
    """Choose the read of the only kind, or the first one that the schema accepts."""
    kinds = _kinds(spec.shape)
    if len(kinds) == 1:
        return reads[kinds[0]]

    def read(parts: Parts) -> Any:
        failure: Unreadable | None = None
        values = []
        for kind in kinds:
            try:
                value = reads[kind](parts)
            except Unreadable as error:
                failure = error
                continue
            if value is not ABSENT and spec.check.is_valid(value):
                return value
            values.append(value)
        if values:
            return next((value for value in values if value is not ABSENT), ABSENT)
        raise failure or Unreadable("cannot be read.")

    return read


def _path(spec: ParameterSpec) -> Read:
    name, style, explode, shape = spec.name, spec.style, spec.explode, spec.shape

    def scalar(parts: Parts) -> Any:
        text = parts.path[name]
        if style != "simple":
            text = path_scalar(text, style=style, name=name)
        return shape.read(decode_component(text))

    def array(parts: Parts) -> Any:
        pieces = path_pieces(parts.path[name], style=style, name=name, explode=explode)
        if style == "matrix" and explode:
            pieces = _values_of(name, pieces)
        return read_array(pieces, shape, decode_component)

    def members(parts: Parts) -> Any:
        pieces = path_pieces(parts.path[name], style=style, name=name, explode=explode)
        pairs = assignments(pieces) if explode else alternating(pieces)
        return read_object(pairs, shape, decode_component)

    return _by_kind(spec, {"scalar": scalar, "array": array, "object": members})


def _values_of(name: str, pieces: Sequence[str]) -> list[str]:
    pairs = assignments(pieces)
    if any(found != name for found, _ in pairs):
        raise Unreadable("repeats something else than the parameter's name.")
    return [value for _, value in pairs]


def _query(spec: ParameterSpec) -> Read:
    if spec.style == "deepObject":
        return _deep_object(spec)
    name, shape = spec.name, spec.shape

    def scalar(parts: Parts) -> Any:
        values = parts.query.get(name)
        return ABSENT if values is None else shape.read(decode_query(_only(values)))

    reads = {"scalar": scalar, "array": _listed(spec, _query_values), "object": _query_object(spec)}
    return _by_kind(spec, reads)


def _query_values(parts: Parts) -> dict[str, list[str]]:
    return parts.query


def _cookie_values(parts: Parts) -> dict[str, list[str]]:
    return parts.cookies


def _listed(spec: ParameterSpec, values_of: Callable[[Parts], dict[str, list[str]]]) -> Read:
    def array(parts: Parts) -> Any:
        values = values_of(parts).get(spec.name)
        if values is None:
            return ABSENT
        pieces = values if spec.explode else split(_only(values), spec.style)
        return read_array(pieces, spec.shape, decode_query)

    return array


def _query_object(spec: ParameterSpec) -> Read:
    shape = spec.shape

    def exploded(parts: Parts) -> Any:
        claimed = shape.names | (parts.query.keys() - spec.siblings if shape.is_open else set())
        return _form_members(parts, shape, parts.query.keys() & claimed) or ABSENT

    def joined(parts: Parts) -> Any:
        values = parts.query.get(spec.name)
        if values is None:
            return ABSENT
        return read_object(alternating(split(_only(values), spec.style)), shape, decode_query)

    return exploded if spec.explode and spec.style == "form" else joined


def _form_members(parts: Parts, shape: Shape, names: Collection[str]) -> dict[str, Any]:
    """Read parameters of the query as the properties of one object."""
    members: dict[str, Any] = {}
    for name in names:
        inner, values = shape.property(name), parts.query[name]
        if inner.allows_array and (len(values) > 1 or not inner.scalar_types):
            members[name] = read_array(values, inner, decode_query)
        else:
            members[name] = inner.read(decode_query(_only(values)))
    return members


def _deep_object(spec: ParameterSpec) -> Read:
    prefix = f"{spec.name}["

    def members(parts: Parts) -> Any:
        pairs = [
            (name[len(spec.name) :], value)
            for name, values in parts.query.items()
            if name.startswith(prefix)
            for value in values
        ]
        if spec.name in parts.query:
            raise Unreadable("is an object: its properties are written in brackets.")
        return read_deep(pairs, spec.shape, decode_query) if pairs else ABSENT

    return members


def _header(spec: ParameterSpec) -> Read:
    key, shape = spec.name.lower().encode("latin-1", "replace"), spec.shape

    def scalar(parts: Parts) -> Any:
        values = header_values(parts.scope, key)
        return shape.read(decode_plain(_only(values))) if values else ABSENT

    def pieces(parts: Parts) -> list[str] | None:
        values = header_values(parts.scope, key)
        return split(",".join(values), "simple") if values else None

    def array(parts: Parts) -> Any:
        found = pieces(parts)
        return ABSENT if found is None else read_array(found, shape, decode_plain)

    def members(parts: Parts) -> Any:
        found = pieces(parts)
        if found is None:
            return ABSENT
        pairs = assignments(found) if spec.explode else alternating(found)
        return read_object(pairs, shape, decode_plain)

    return _by_kind(spec, {"scalar": scalar, "array": array, "object": members})


def _cookie(spec: ParameterSpec) -> Read:
    name, shape = spec.name, spec.shape
    decode = decode_plain if spec.style == "cookie" else decode_component

    def scalar(parts: Parts) -> Any:
        values = parts.cookies.get(name)
        return ABSENT if values is None else shape.read(decode(_only(values)))

    def members(parts: Parts) -> Any:
        if spec.explode:
            found = [(key, v) for key in shape.names for v in parts.cookies.get(key, ())]
            return read_object(found, shape, decode) if found else ABSENT
        values = parts.cookies.get(name)
        if values is None:
            return ABSENT
        return read_object(alternating(split(_only(values), "form")), shape, decode)

    reads = {"scalar": scalar, "array": _listed(spec, _cookie_values), "object": members}
    return _by_kind(spec, reads)


def _content(spec: ParameterSpec) -> Read:
    """Read a parameter described by `content`: JSON where that is its media type."""
    is_json = "json" in (spec.media_type or "")

    def texts(parts: Parts) -> Sequence[str]:
        if spec.location == "path":
            return [decode_component(parts.path[spec.name])]
        if spec.location == "query":
            return [decode_query(value) for value in parts.query.get(spec.name, ())]
        if spec.location == "header":
            key = spec.name.lower().encode("latin-1", "replace")
            return [decode_plain(value) for value in header_values(parts.scope, key)]
        return [decode_component(value) for value in parts.cookies.get(spec.name, ())]

    def read(parts: Parts) -> Any:
        found = texts(parts)
        if not found:
            return ABSENT
        text = _only(found)
        return _json(text, spec.max_depth) if is_json else spec.shape.read(text)

    return read


def _querystring(spec: ParameterSpec) -> Read:
    is_json = "json" in (spec.media_type or "")

    def read(parts: Parts) -> Any:
        query = parts.scope.get("query_string", b"").decode("latin-1")
        if not query:
            return ABSENT
        if is_json:
            return _json(decode_component(query), spec.max_depth)
        return _form_members(parts, spec.shape, parts.query.keys())

    return read


def _json(text: str, max_depth: int) -> Any:
    try:
        return read_json_text(text, max_depth)
    except JsonError:
        raise Unreadable("is not JSON.") from None


def _only(values: Sequence[str]) -> str:
    if len(values) > 1:
        raise Unreadable(TWICE)
    return values[0]
