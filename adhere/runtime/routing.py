"""The route tree: from the raw path of a request to an operation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

V = TypeVar("V")

NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})
PARAMETER = re.compile(r"\{([^{}]*)\}")
FIXED_QUERY = re.compile(r"[?#].*$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[V]):
    """What one path template leads to, by method, and the names of its parameters."""

    names: tuple[str, ...]
    query: frozenset[str]
    methods: dict[str, V] = field(default_factory=dict)


class Found(NamedTuple, Generic[V]):
    """An operation and the raw (still encoded) values of its path parameters."""

    target: V
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A segment with parameters: `{id}`, `{id}:cancel`, `report.{format}`."""

    text: str
    regex: re.Pattern[str] | None
    literal_length: int

    def match(self, segment: str) -> tuple[str, ...] | None:
        """Return the raw values of the parameters, `None` where the segment differs."""
        if self.regex is None:
            return (segment,) if segment else None
        found = self.regex.fullmatch(segment)
        return None if found is None else found.groups()


@dataclass(slots=True)
class Node(Generic[V]):
    """A segment of the tree: literals first, then patterns by how much they fix.

    `parameter` is where the only pattern leads, where that is one parameter and nothing else.
    """

    literals: dict[str, Node[V]] = field(default_factory=dict)
    patterns: list[tuple[Pattern, Node[V]]] = field(default_factory=list)
    parameter: Node[V] | None = None
    endpoints: list[Endpoint[V]] = field(default_factory=list)


class RouteTree(Generic[V]):
    """Finds operations by path and method.

    In each segment a literal goes before a pattern, and a pattern with more literal text
    before one with less; where that leads nowhere the next one is tried. A path without
    parameters is matched before any with (OpenAPI 3.1, section 4.8.8.2), so a method that it
    lacks is looked for nowhere else. `%2F` does not separate segments. Literal text is
    compared after percent-decoding.
    """

    def __init__(self) -> None:
        """Begin with an empty tree."""
        self._root: Node[V] = Node()
        self._literal: dict[tuple[str, str], V] = {}
        self._has_queries = False

    def add(self, method: str, template: str, target: V) -> None:
        """Add an operation under a path template of the contract.

        A query or fragment in the template (not allowed, but published) is not part of the
        path; a fixed query must be in the request's.
        """
        path = FIXED_QUERY.sub("", template)
        node = self._root
        for segment in path.split("/")[1:]:
            node = _descend(node, segment)
        names = tuple(PARAMETER.findall(path))
        query = fixed_query(template)
        self._has_queries |= bool(query)
        if not names and not query:
            self._literal[method, path] = target
        for endpoint in node.endpoints:
            if endpoint.names == names and endpoint.query == query:
                endpoint.methods[method] = target
                return
        node.endpoints.append(Endpoint(names, query, {method: target}))
        node.endpoints.sort(key=lambda endpoint: -len(endpoint.query))

    def find(self, method: str, path: str, query: bytes) -> Found[V] | frozenset[str]:
        """Return the operation of a raw path, or the methods that the path does allow."""
        if not (query and self._has_queries):
            literal = self._literal.get((method, path))
            if literal is not None:
                return Found(literal, NO_PARAMETERS)
        if not path.startswith("/"):
            return frozenset()
        segments = path.split("/")[1:]
        straight = None if "%" in path else self._straight(method, segments)
        return straight or self._search(method, segments, query.decode("latin-1"))

    def _straight(self, method: str, segments: Sequence[str]) -> Found[V] | None:
        """Return what the first choice in each segment leads to, `None` where it is no operation.

        It is what `_search` finds first: nothing goes before a first choice. Nothing in
        `segments` is percent-encoded.
        """
        node, values = self._root, []
        for segment in segments:
            child = node.literals.get(segment)
            if child is None:
                child = node.parameter
                if child is None or not segment:
                    return None
                values.append(segment)
            node = child
        endpoint = node.endpoints[0] if node.endpoints else None
        if endpoint is None or endpoint.query or method not in endpoint.methods:
            return None
        parameters = dict(zip(endpoint.names, values, strict=True))
        return Found(endpoint.methods[method], parameters)

    def _search(
        self, method: str, segments: Sequence[str], query: str
    ) -> Found[V] | frozenset[str]:
        allowed: set[str] = set()
        is_concrete = False
        for endpoint, values in _walk(self._root, segments, ()):
            if not endpoint.query.issubset(query.split("&")) and endpoint.query:
                continue
            if values and is_concrete:
                break
            is_concrete |= not values
            target = endpoint.methods.get(method)
            if target is None and method == "HEAD":
                target = endpoint.methods.get("GET")
            if target is not None:
                return Found(target, dict(zip(endpoint.names, values, strict=True)))
            allowed |= endpoint.methods.keys()
        return frozenset(allowed | {"HEAD"} if "GET" in allowed else allowed)


def _descend(node: Node[V], segment: str) -> Node[V]:
    if "{" not in segment:
        return node.literals.setdefault(_decoded_literal(segment), Node())
    pattern = _pattern(segment)
    for known, child in node.patterns:
        if known.text == pattern.text:
            return child
    child = Node[V]()
    node.patterns.append((pattern, child))
    node.patterns.sort(key=lambda pair: -pair[0].literal_length)
    first, behind = node.patterns[0]
    node.parameter = behind if first.regex is None else None
    return child


def _pattern(segment: str) -> Pattern:
    parts = PARAMETER.split(segment)
    literals = [_decoded_literal(part) for part in parts[::2]]
    text = "{}".join(literals)
    if text == "{}":
        return Pattern(text, None, 0)
    regex = "([^/]+?)".join(_encoded_literal(literal) for literal in literals)
    return Pattern(text, re.compile(regex, re.DOTALL), sum(map(len, literals)))


def _encoded_literal(literal: str) -> str:
    """Match each character of a literal as it is, or percent-encoded."""
    return "".join(f"(?:{re.escape(c)}|(?i:{_percent_encoded(c)}))" for c in literal)


def _percent_encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="surrogateescape"))


def _walk(
    node: Node[V], segments: Sequence[str], values: tuple[str, ...]
) -> Iterable[tuple[Endpoint[V], tuple[str, ...]]]:
    if not segments:
        for endpoint in node.endpoints:
            yield endpoint, values
        return
    segment, rest = segments[0], segments[1:]
    literal = node.literals.get(_decoded_literal(segment) if "%" in segment else segment)
    if literal is not None:
        yield from _walk(literal, rest, values)
    for pattern, child in node.patterns:
        found = pattern.match(segment)
        if found is not None:
            yield from _walk(child, rest, values + found)


def _decoded_literal(text: str) -> str:
    return unquote_to_bytes(text).decode(errors="surrogateescape")


def fixed_query(template: str) -> frozenset[str]:
    """Return the pairs that stand after `?` in a template, without any that has a parameter."""
    query = template.partition("#")[0].partition("?")[2]
    return frozenset(pair for pair in query.split("&") if pair and "{" not in pair)


def raw_route_path(scope: Scope) -> str:
    """Return the path below `root_path`, still percent-encoded.

    `raw_path` is taken where it says the same as `path`, which a middleware may have
    rewritten; otherwise `path` is encoded again.
    """
    path: str = scope["path"]
    raw = scope.get("raw_path")
    encoded = raw.decode("latin-1") if raw is not None else ""
    if encoded != path and (raw is None or unquote_to_bytes(raw).decode(errors="replace") != path):
        encoded = quote(path, safe="/:@!$&'()*+,;=~%-._")
        encoded = encoded.replace("%", "%25") if "%" in path else encoded
    root: str = scope.get("root_path", "").rstrip("/")
    return _below(encoded, root) if root else encoded


def _below(encoded: str, root: str) -> str:
    """Cut off as many encoded segments as spell `root` when decoded."""
    if encoded.startswith(root) and encoded[len(root) : len(root) + 1] in ("", "/"):
        return encoded[len(root) :]
    position = 0
    while position != -1:
        position = encoded.find("/", position + 1)
        head = encoded if position == -1 else encoded[:position]
        if _decoded_literal(head) == root:
            return "" if position == -1 else encoded[position:]
    return encoded
