"""YAML 1.2 with the core schema, to plain data and places in one pass.

libyaml finds the structure (as events); scalars, keys, anchors and merges are decided
here, because libyaml's own bindings decide them as YAML 1.1 did. The merge key `<<` of
YAML 1.1 is kept: documents rely on it, and a key of that name has no other use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from yaml import YAMLError, events
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs forget it

from adhere.source import problem
from adhere.source.limits import MAX_DEPTH, MAX_EXPANDED_NODES
from adhere.source.lines import Lines
from adhere.source.place import Member, Place
from adhere.source.problem import Problem, RefusedError
from adhere.source.scalars import Scalar, resolve
from adhere.source.yaml_errors import explain

_PREFIX = "tag:yaml.org,2002:"
_SCALAR_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "null": (type(None),),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
}
_MERGE = "<<"
_SHOWN = 40


class Node(NamedTuple):
    """A value, its place, and with aliases expanded: how many nodes it holds, how deep."""

    value: Any
    place: Place
    size: int = 1
    height: int = 0


def read_yaml(lines: Lines) -> tuple[Any, Place, tuple[Problem, ...]]:
    """Read one YAML document; an empty one is null.

    Raises RefusedError where the text is not YAML, or YAML that is not read: see the
    constructors of `adhere.source.problem`. Duplicate keys are returned, the last value wins.
    """
    try:
        reader = _Reader(lines)
        node = reader.document()
    except YAMLError as error:
        raise RefusedError(explain(error, lines)) from error
    return node.value, node.place, tuple(reader.problems)


def read_mapping(lines: Lines, depth: int) -> Node | None:
    """Read a mapping that stands in so many others, from its own lines alone.

    `None` where they are anything else, have anchors or duplicate keys. Raises RefusedError.
    """
    try:
        reader = _Reader(lines, depth)
        node = reader.document()
    except YAMLError as error:
        raise RefusedError(problem.unreadable(lines.span(0), str(error))) from error
    is_whole = isinstance(node.value, dict) and not reader.problems and not reader.has_anchors
    return node if is_whole else None


@dataclass(slots=True)
class _Anchor:
    start: int
    end: int
    node: Node | None = None


class _Reader:
    """Recursive descent over the events of one stream."""

    def __init__(self, lines: Lines, depth: int = 0) -> None:
        self.problems: list[Problem] = []
        self._lines = lines
        self._next: Callable[[], Any] = CParser(lines.text).get_event
        self._anchors: dict[str, _Anchor] = {}
        self._depth = depth
        self._expanded = 0

    @property
    def has_anchors(self) -> bool:
        """Tell whether some node has been given a name."""
        return bool(self._anchors)

    def document(self) -> Node:
        self._next()
        if type(self._next()) is events.StreamEndEvent:
            return Node(None, (0, 0, None))
        node = self._node(self._next())
        self._next()
        after = self._next()
        if type(after) is not events.StreamEndEvent:
            raise RefusedError(problem.several_documents(self._lines.span(after.start_mark.index)))
        return node

    def _node(self, event: Any) -> Node:
        kind = type(event)
        if kind is events.AliasEvent:
            return self._alias(event)
        if event.anchor is None:
            return self._fresh(event, kind)
        anchor = _Anchor(event.start_mark.index, event.end_mark.index)
        self._anchors[event.anchor] = anchor
        anchor.node = self._fresh(event, kind)
        return anchor.node

    def _fresh(self, event: Any, kind: type) -> Node:
        if kind is events.ScalarEvent:
            place = (event.start_mark.index, event.end_mark.index, None)
            return Node(self._scalar(event), place)
        self._check_collection(event, kind)
        self._depth += 1
        node = self._mapping(event) if kind is events.MappingStartEvent else self._sequence(event)
        self._depth -= 1
        return node

    def _check_collection(self, event: Any, kind: type) -> None:
        expected = "map" if kind is events.MappingStartEvent else "seq"
        if event.tag not in (None, "!", _PREFIX + expected):
            raise RefusedError(problem.custom_tag(self._span(event), _short(event.tag)))
        if self._depth >= MAX_DEPTH:
            raise RefusedError(problem.too_deep(self._span(event), MAX_DEPTH))

    def _alias(self, event: Any) -> Node:
        anchor = self._anchors.get(event.anchor)
        if anchor is None:
            mend = "Put the anchor before its first use, or quote the text if it was meant as text."
            raise RefusedError(problem.undefined_alias(self._span(event), event.anchor, mend))
        if anchor.node is None:
            there = self._lines.span(anchor.start, anchor.end)
            raise RefusedError(problem.recursive_alias(self._span(event), event.anchor, there))
        node = anchor.node
        self._expanded += node.size
        if self._expanded > MAX_EXPANDED_NODES:
            raise RefusedError(problem.alias_bomb(self._span(event), MAX_EXPANDED_NODES))
        if self._depth + node.height > MAX_DEPTH:
            raise RefusedError(problem.too_deep(self._span(event), MAX_DEPTH))
        place = (event.start_mark.index, event.end_mark.index, node.place[2])
        return node._replace(place=place)

    def _sequence(self, event: Any) -> Node:
        values: list[Any] = []
        places: list[Place] = []
        size, height = 1, 0
        while type(item := self._next()) is not events.SequenceEndEvent:
            node = self._node(item)
            values.append(node.value)
            places.append(node.place)
            size += node.size
            height = max(height, node.height)
        last = places[-1] if places else None
        place = (event.start_mark.index, _end(event, item, last), places)
        return Node(values, place, size, height + 1)

    def _mapping(self, event: Any) -> Node:
        values: dict[str, Any] = {}
        members: dict[str, Member] = {}
        merged: list[Node] = []
        size, height, last = 1, 0, None
        while type(name := self._next()) is not events.MappingEndEvent:
            key = self._key(name)
            node = self._node(self._next())
            last = node.place
            size += node.size
            height = max(height, node.height)
            if key == _MERGE and name.implicit[0]:
                merged.extend(self._merge_sources(node))
                continue
            member = (name.start_mark.index, name.end_mark.index, node.place)
            if key in members:
                self._duplicate(key, member, members[key])
            values[key] = node.value
            members[key] = member
        for source in merged:
            _merge(source, values, members)
        place = (event.start_mark.index, _end(event, name, last), members)
        return Node(values, place, size, height + 1)

    def _duplicate(self, key: str, member: Member, first: Member) -> None:
        span, earlier = self._lines.span(*member[:2]), self._lines.span(*first[:2])
        self.problems.append(problem.duplicate_key(span, key, earlier))

    def _merge_sources(self, node: Node) -> list[Node]:
        values = node.value if isinstance(node.value, list) else [node.value]
        places = node.place[2] if isinstance(node.place[2], list) else [node.place]
        for value, place in zip(values, places, strict=True):
            if not isinstance(value, dict):
                raise RefusedError(problem.bad_merge(self._lines.span(*place[:2])))
        return [Node(value, place) for value, place in zip(values, places, strict=True)]

    def _key(self, event: Any) -> str:
        kind = type(event)
        if kind is events.ScalarEvent:
            if event.anchor is not None:
                self._node(event)
            return str(event.value)
        if kind is events.AliasEvent:
            value = self._alias(event).value
            if isinstance(value, str):
                return value
        raise RefusedError(problem.complex_key(self._span(event)))

    def _scalar(self, event: Any) -> Scalar:
        text: str = event.value
        if event.tag not in (None, "!"):
            return self._tagged(event)
        if event.tag == "!" or not event.implicit[0]:
            return text
        try:
            return resolve(text)
        except ValueError:
            raise RefusedError(problem.not_json(self._span(event), _shorten(text))) from None

    def _tagged(self, event: Any) -> Scalar:
        name = event.tag.removeprefix(_PREFIX)
        if name == event.tag or name not in _SCALAR_TYPES:
            raise RefusedError(problem.custom_tag(self._span(event), _short(event.tag)))
        if name == "str":
            return str(event.value)
        try:
            value = resolve(event.value)
        except ValueError:
            raise RefusedError(problem.not_json(self._span(event), _shorten(event.value))) from None
        if type(value) not in _SCALAR_TYPES[name]:
            tag, text = _short(event.tag), _shorten(event.value)
            raise RefusedError(problem.bad_tagged_value(self._span(event), tag, text))
        return value

    def _span(self, event: Any) -> Any:
        return self._lines.span(event.start_mark.index, event.end_mark.index)


def _end(start: Any, end: Any, last: Place | None) -> int:
    """Return where a collection ends: a block ends with its last child, not at the next token."""
    if start.flow_style or last is None:
        return int(end.end_mark.index)
    return last[1]


def _merge(source: Node, values: dict[str, Any], members: dict[str, Member]) -> None:
    places = source.place[2]
    for key, value in source.value.items():
        if key not in values and isinstance(places, dict):
            values[key] = value
            members[key] = places[key]


def _short(tag: str) -> str:
    return "!!" + tag.removeprefix(_PREFIX) if tag.startswith(_PREFIX) else tag


def _shorten(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
