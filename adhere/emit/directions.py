"""Requests and replies: which schemas differ between the two (`readOnly`, `writeOnly`).

A request's type leaves out `readOnly` properties and a reply's `writeOnly` ones (OpenAPI 3.1,
section 4.8.24.1). A schema that reaches neither has one type for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adhere.contract.nodes import Contract, MediaType, Response, Schema
from adhere.emit.places import SCHEMAS, Place, component_key, lookup

_MARKS = ("readOnly", "writeOnly")


class Direction(StrEnum):
    """The way a value travels."""

    REQUEST = "request"
    REPLY = "reply"

    @property
    def left_out(self) -> str:
        """The keyword that marks properties which do not travel this way."""
        return "readOnly" if self is Direction.REQUEST else "writeOnly"


@dataclass(frozen=True, slots=True)
class Differing:
    """The components whose type depends on the direction, and those that only requests use."""

    keys: frozenset[str]
    received_only: frozenset[str]

    def direction(self, key: str, wanted: Direction) -> Direction:
        """Return the direction whose type stands for a component."""
        if key not in self.keys:
            return Direction.REPLY
        return Direction.REQUEST if key in self.received_only else wanted

    def is_input(self, key: str, direction: Direction) -> bool:
        """Tell whether this is the second type of a component, the one for requests."""
        both = key in self.keys and key not in self.received_only
        return both and direction is Direction.REQUEST

    def within(self, data: Mapping[str, Any], schema: Any) -> bool:
        """Tell whether an inline schema's type depends on the direction."""
        if not self.keys:
            return False
        return _has_mark(schema) or not self.keys.isdisjoint(_references(data, schema))


def differing(data: Mapping[str, Any], contract: Contract) -> Differing:
    """Find the components of which requests and replies see different members."""
    schemas = [Place(SCHEMAS / named.key, named.schema.value) for named in contract.schemas]
    marked = {_key(place) for place in schemas if _has_mark(place.value)}
    if not marked:
        return Differing(frozenset(), frozenset())
    edges = {_key(place): set(_references(data, place.value)) for place in schemas}
    keys = frozenset(key for key in edges if marked & _reach(edges, [key]))
    requests = _reach(edges, _uses(data, _request_schemas(contract)))
    replies = _reach(edges, _uses(data, _reply_schemas(contract)))
    return Differing(keys, frozenset(keys & (requests - replies)))


def _key(place: Place) -> str:
    return place.pointer.tokens[-1]


def _has_mark(value: Any) -> bool:
    if isinstance(value, dict):
        marked = any(value.get(mark) is True for mark in _MARKS)
        return marked or any(_has_mark(member) for member in value.values())
    return isinstance(value, list) and any(_has_mark(element) for element in value)


def _references(data: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Yield the components that a schema refers to, however deep in it."""
    if isinstance(value, list):
        for element in value:
            yield from _references(data, element)
    elif isinstance(value, dict):
        target = lookup(data, value.get("$ref"))
        if target is not None:
            yield component_key(target) or ""
        for member in value.values():
            yield from _references(data, member)


def _reach(edges: Mapping[str, set[str]], start: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting.extend(edges.get(key, ()))
    return reached


def _uses(data: Mapping[str, Any], schemas: Iterable[Schema]) -> Iterator[str]:
    for schema in schemas:
        key = component_key(Place(schema.pointer, schema.value)) or schema.component
        yield from [key] if key else _references(data, schema.value)


def _request_schemas(contract: Contract) -> Iterator[Schema]:
    """Walk what the service receives; what it sends are replies, webhooks and callbacks."""
    for operation in contract.operations:
        if operation.request_body:
            yield from _content_schemas(operation.request_body.content)
        yield from (parameter.schema for parameter in operation.parameters)


def _reply_schemas(contract: Contract) -> Iterator[Schema]:
    for operation in contract.operations:
        for response in operation.responses:
            yield from response_schemas(response)
    for operation in (o for group in contract.sent for o in group.operations):
        if operation.request_body:
            yield from _content_schemas(operation.request_body.content)
        for response in operation.responses:
            yield from response_schemas(response)


def response_schemas(response: Response) -> Iterator[Schema]:
    """Walk the schemas of a response: of its contents and of its headers."""
    yield from _content_schemas(response.content)
    yield from (header.schema for header in response.headers)


def _content_schemas(content: Iterable[MediaType]) -> Iterator[Schema]:
    for media_type in content:
        if media_type.schema is not None:
            yield media_type.schema
