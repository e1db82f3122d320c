"""Lists in the order, and between the bounds, that they were asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Any

from adhere.contract.nodes import Parameter, ParameterLocation
from adhere.fuzz.paging import plain
from adhere.fuzz.probes.listing import Listing, Pages
from adhere.fuzz.probes.probe import Reply
from adhere.fuzz.probes.workshop import Workshop

_SORTS = frozenset({"sort", "sortby", "orderby", "order", "ordering"})
_DIRECTIONS = frozenset({"order", "direction", "sortorder", "sortdirection", "sortdir", "dir"})
_WAYS = {"asc": 1, "ascending": 1, "desc": -1, "descending": -1}
_VALUE = re.compile(r"(?P<sign>[-+]?)(?P<name>.+?)(?:[:_, -]?(?P<way>asc|desc))?", re.IGNORECASE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]")

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query that asks for an order: `way` is 1, -1, or 0 where either will do."""

    query: Mapping[str, Any]
    member: str
    way: int


@dataclass(frozen=True, slots=True)
class Order:
    """A list that takes an order or bounds; `names` are those in its path."""

    workshop: Workshop
    listing: Listing
    names: Mapping[str, Any]

    def test(self) -> None:
        """Ask for every order that the contract names, and for what lies between bounds."""
        parameter = self._query(_SORTS)
        if parameter is not None:
            for asked in self._orders(parameter):
                said = " ".join(str(value) for value in asked.query.values())
                reason = f"is not in the order that {parameter.name} asks for ({said})"
                self._report(reason, partial(self._unsorted, asked), parameter)
        for parameter, member, way in self.listing.bounds():
            reason = f"lists what lies beyond {parameter.name}"
            seen = partial(self._beyond, parameter, member, way)
            self._report(reason, seen, parameter)
            reason = f"leaves out what lies within {parameter.name}"
            self._report(reason, partial(self._lost, parameter, member, way), parameter)

    def _report(self, reason: str, seen: Callable[[], Reply | None], parameter: Parameter) -> None:
        detail = "Seen on two walks over the list, one after another."
        self.workshop.confirm(
            self.listing.operation,
            reason,
            detail,
            seen=seen,
            caller=self.listing.caller,
            pointer=parameter.pointer,
        )

    # Order

    def _orders(self, parameter: Parameter) -> Iterator[_Asked]:
        """Yield what the values of an enumerated parameter ask for, as far as names tell."""
        values = self._enum(parameter)
        members = {plain(name): name for name in self.listing.members}
        direction = self._query(_DIRECTIONS - {plain(parameter.name)})
        ways = [] if direction is None else self._enum(direction)
        read = {value: _VALUE.fullmatch(value) for value in values}
        signs = {bool(m["sign"] or m["way"]) for m in read.values() if m is not None}
        for value, match in read.items():
            member = members.get(plain(value)) or (
                None if match is None else members.get(plain(match["name"]))
            )
            if member is None or match is None:
                continue
            if direction is not None and ways:
                for way in ways:
                    query = {parameter.name: value, direction.name: way}
                    yield _Asked(query, member, _WAYS.get(str(way).lower(), 0))
                continue
            is_down = match["sign"] == "-" or str(match["way"]).lower() == "desc"
            yield _Asked({parameter.name: value}, member, -1 if is_down else int(True in signs))

    def _enum(self, parameter: Parameter) -> list[str]:
        schema = parameter.schema.value if isinstance(parameter.schema.value, Mapping) else {}
        node, place = self.workshop.shapes.follow(dict(schema), parameter.schema.pointer)
        if node.get("type") == "array":
            node, _ = self.workshop.shapes.follow(node.get("items", {}), place)
        return [value for value in node.get("enum", ()) if isinstance(value, str)]

    def _unsorted(self, asked: _Asked) -> Reply | None:
        pages = self._walk(asked.query)
        if pages is None:
            return None
        keys = [_keys(thing.get(asked.member)) for thing in pages.things]
        known = [key for key in keys if key is not None]
        ways = {way for a, b in pairwise(known) if (way := _way(a, b))}
        is_wrong = ways == {1, -1} if not asked.way else -asked.way in ways
        return pages.replies[0] if is_wrong else None

    # Bounds

    def _middle(self, member: str) -> tuple[Pages, Any] | None:
        whole = self._walk({})
        found = [] if whole is None else [t.get(member) for t in whole.things]
        values = sorted({v for v in found if isinstance(v, int | float)})
        texts = sorted({v for v in found if isinstance(v, str) and _INSTANT.match(v)})
        known: list[Any] = values or texts
        if whole is None or not whole.is_whole or len(known) < 2:  # noqa: PLR2004 - one has no middle
            return None
        return whole, known[len(known) // 2]

    def _within(self, parameter: Parameter, member: str, way: int) -> Any:
        """Return the things asked for, those that are due, and how each stands to the bound."""
        middle = self._middle(member)
        if middle is None:
            return None
        whole, bound = middle
        validator = self.workshop.bench.judge.schemas.validator(parameter.schema)
        found = self._walk({parameter.name: bound}) if validator.is_valid(bound) else None
        key = _keys(bound)
        if found is None or key is None:
            return None

        def stands(thing: Mapping[str, Any]) -> int:
            other = _keys(thing.get(member))
            return 0 if other is None else _way(key, other) * way

        return found, [thing for thing in whole.things if stands(thing) > 0], stands

    def _beyond(self, parameter: Parameter, member: str, way: int) -> Reply | None:
        within = self._within(parameter, member, way)
        is_wrong = within is not None and any(within[2](t) < 0 for t in within[0].things)
        return within[0].replies[0] if is_wrong else None

    def _lost(self, parameter: Parameter, member: str, way: int) -> Reply | None:
        within = self._within(parameter, member, way)
        if within is None or not within[0].is_whole:
            return None
        shown = [thing for thing in within[0].things if within[2](thing) > 0]
        return within[0].replies[-1] if len(shown) < len(within[1]) else None

    # Both

    def _walk(self, query: Mapping[str, Any]) -> Pages | None:
        return self.listing.walk(self.names, **query)

    def _query(self, names: frozenset[str]) -> Parameter | None:
        found = (
            p
            for p in self.listing.operation.parameters
            if p.location is ParameterLocation.QUERY and plain(p.name) in names
        )
        return next(found, None)


def _keys(value: Any) -> Key | None:
    """Return what a value is sorted by, in each way that servers sort; `None` where they differ.

    Numbers, instants, and texts of letters and digits only: by code points or without case.
    """
    if type(value) in {int, float}:
        return (value,)
    if not isinstance(value, str):
        return None
    if _INSTANT.match(value):
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            return None
        return None if instant.tzinfo is None else (instant.timestamp(),)
    return (value, value.casefold()) if value.isascii() and value.isalnum() else None


def _way(one: Key, other: Key) -> int:
    """Return 1 where the other comes later, -1 where earlier, 0 where that is the server's."""
    if len(one) != len(other):
        return 0
    ways = {(a < b) - (a > b) for a, b in zip(one, other, strict=True)}
    return ways.pop() if len(ways) == 1 else 0
