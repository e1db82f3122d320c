"""The time of a reply grows no faster than what is sent: no quadratic work, no runaway pattern.

Each value that may grow is sent small and large. Only where the large one takes clearly longer, the
sizes between are timed as well, each several times in turn; the least time of each counts, since
load only ever adds. Twice the size may take twice the time and somewhat more; what takes three
times as long, or longer, is seen on two such rounds before it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from schemathesis import Case

from adhere.contract.nodes import Operation, Parameter, ParameterLocation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Workshop
from adhere.fuzz.resources import Member, Shapes, body_schema
from adhere.source import Pointer

_ID = "growth"
# Seconds; what takes less is lost in the noise of a busy machine.
_FLOOR = 0.15
_RATIO = 3.0
_ROUNDS = 3
_LONGEST_TEXT = 4000
_LONGEST_LIST = 200
_LARGEST_PAGE = 1000
_SHORTEST_TEXT = 32
# Time doubles with each letter that a runaway pattern looks at: these show it, and end.
_RUNAWAY = (12, 18, 24)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A value that may grow; `put` sets it on a request. Of three `sizes` the last is largest."""

    what: str
    pointer: Pointer
    sizes: tuple[int, ...]
    put: Callable[[Case[Any], int], None]


def _run(bench: Bench) -> None:
    workshop = Workshop(bench, _ID)
    creators = [kind.create for kind in workshop.kinds if not kind.parents]
    for operation in bench.operations:
        is_readable = operation.method == "GET" and "{" not in operation.path
        is_creation = operation in creators and bench.engine.profile.may_change
        for caller in workshop.callers(operation)[-1:] if is_readable or is_creation else ():
            with bench.attempt(operation):
                workshop.learn_unique(operation, caller)
                _time_all(workshop, operation, caller)


def _time_all(workshop: Workshop, operation: Operation, caller: Caller) -> None:
    found: set[Pointer] = set()
    quantities = list(_quantities(workshop.shapes, operation))
    clocks = [_Clock(workshop, operation, caller, quantity) for quantity in quantities]
    small = clocks[0].smallest() if clocks else 0.0
    for clock in clocks:
        if clock.quantity.pointer not in found and clock.test(small):
            found.add(clock.quantity.pointer)


@dataclass(frozen=True, slots=True)
class _Clock:
    """One value of one operation, and how long replies take as it grows."""

    workshop: Workshop
    operation: Operation
    caller: Caller
    quantity: _Quantity

    def smallest(self) -> float:
        """Return how long the reply to the smallest takes, in seconds."""
        return self._time(self.quantity.sizes[0])[0]

    def test(self, small: float) -> bool:
        """Time the largest, and closer where it takes longer; tell whether something was found."""
        large = self._time(self.quantity.sizes[-1])[0]
        return large - small >= max(_FLOOR, small) and self.workshop.confirm(
            self.operation,
            f"takes ever longer as {self.quantity.what} grows",
            f"Twice as much takes over {_RATIO:g} times as long (sizes {self.quantity.sizes}).",
            seen=self._seen,
            caller=self.caller,
            pointer=self.quantity.pointer,
        )

    def _seen(self) -> Reply | None:
        least: dict[int, float] = {}
        reply: Reply | None = None
        for _ in range(_ROUNDS):
            for size in self.quantity.sizes:
                seconds, got = self._time(size)
                least[size] = min(seconds, least.get(size, seconds))
                reply = got or reply
        base, middle, large = (least[size] for size in self.quantity.sizes)
        grown = large - base
        return reply if grown >= _FLOOR and grown >= _RATIO * (middle - base) else None

    def _time(self, size: int) -> tuple[float, Reply | None]:
        """Return how long the reply took, in seconds, and the reply if one came in time."""
        case = self.workshop.case(self.operation)
        if case is None:
            return 0.0, None
        unique = self.workshop.unique(self.operation)
        case.body = self.workshop.fresh(self.operation, case.body, unique)
        self.quantity.put(case, size)
        try:
            reply = self.workshop.deliver(self.operation, self.caller, case)
        except requests.Timeout:
            return self.workshop.bench.engine.settings.request_timeout, None
        return reply.response.elapsed, reply


def _quantities(shapes: Shapes, operation: Operation) -> Iterator[_Quantity]:
    for parameter in operation.parameters:
        if parameter.location is ParameterLocation.QUERY:
            schema = parameter.schema.value if isinstance(parameter.schema.value, Mapping) else {}
            plain, _ = shapes.follow(dict(schema), parameter.schema.pointer)
            yield from _of_parameter(parameter, plain)
    declared = body_schema(operation)
    for member in shapes.members(declared[1] if declared else None).values():
        yield from _of_member(member)


def _of_parameter(parameter: Parameter, schema: Mapping[str, Any]) -> Iterator[_Quantity]:
    def put(make: Callable[[int], Any], case: Case[Any], size: int) -> None:
        case.query[parameter.name] = make(size)

    yield from _of_text(parameter.name, parameter.pointer, schema, put)
    most = schema.get("maximum", _LARGEST_PAGE)
    if schema.get("type") == "integer" and most >= _SHORTEST_TEXT:
        sizes = _halved(min(int(most), _LARGEST_PAGE))
        yield _Quantity(parameter.name, parameter.pointer, sizes, partial(put, int))


def _of_member(member: Member) -> Iterator[_Quantity]:
    def put(make: Callable[[int], Any], case: Case[Any], size: int) -> None:
        if isinstance(case.body, dict):
            case.body = {**case.body, member.name: make(size)}

    def put_items(case: Case[Any], size: int) -> None:
        body = case.body if isinstance(case.body, dict) else {}
        items = body.get(member.name)
        if isinstance(items, list) and items:
            case.body = {**body, member.name: [items[i % len(items)] for i in range(size)]}

    yield from _of_text(member.name, member.pointer, member.schema, put)
    if member.schema.get("type") == "array" and not member.schema.get("uniqueItems"):
        most = min(int(member.schema.get("maxItems", _LONGEST_LIST)), _LONGEST_LIST)
        if most >= _SHORTEST_TEXT:
            yield _Quantity(member.name, member.pointer, _halved(most), put_items)


def _of_text(
    name: str,
    pointer: Pointer,
    schema: Mapping[str, Any],
    put: Callable[[Callable[[int], Any], Case[Any], int], None],
) -> Iterator[_Quantity]:
    """Yield a text that a pattern may run away on, then one that is just long."""
    if schema.get("type") != "string" or {"enum", "const"} & schema.keys():
        return
    longest = min(int(schema.get("maxLength", _LONGEST_TEXT)), _LONGEST_TEXT)
    if longest < _SHORTEST_TEXT:
        return
    yield _Quantity(f"the text {name}", pointer, _RUNAWAY, partial(put, _almost))
    yield _Quantity(f"the length of {name}", pointer, _halved(longest), partial(put, _long))


def _halved(most: int) -> tuple[int, int, int]:
    return max(1, most // 10), most // 2, most


def _almost(size: int) -> str:
    """Return what repeats a letter and ends otherwise: `(a+)+$` tries every way to divide it."""
    return "a" * size + "!"


def _long(size: int) -> str:
    return "a" * size


GROWTH = Probe(_ID, "a reply that takes ever longer as one value grows", _run)
