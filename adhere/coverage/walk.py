"""Walks a value and its schema together, and says of each assertion on the way whether it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adhere.coverage.shapes import Alternative, Assertion, Path, Shapes
from adhere.source import Pointer

_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Held:
    """Whether the value at a place of the instance keeps an assertion, or takes a branch."""

    subject: Assertion | Alternative
    at: Path
    value: Any
    holds: bool


def walk(shapes: Shapes, schema: Pointer, value: Any, at: Path = ()) -> Iterator[Held]:
    """Yield what each assertion says of the value and its parts.

    Of `oneOf` and `anyOf` only branches are entered that the value is valid under, or all where
    there is none.
    """
    seen: set[Pointer] = set()
    places = [schema]
    while places and len(at) <= _DEEPEST:
        place = places.pop()
        if place in seen:
            continue
        seen.add(place)
        shape = shapes.at(place)
        for assertion in shape.assertions:
            holds = assertion.holds(value)
            if holds is not None:
                yield Held(assertion, at, value, holds)
        taken = [branch for branch in shape.alternatives if branch.test(value)]
        yield from (Held(branch, at, value, holds=True) for branch in taken)
        entered = [
            branch.pointer
            for branch in shape.alternatives
            if branch in taken or branch.keyword not in {other.keyword for other in taken}
        ]
        applied = [other for test, other in shape.conditions if test(value)]
        places += [*shape.same, *entered, *applied]
        for part in shape.parts:
            for name, member in part.select(value):
                yield from walk(shapes, part.pointer, member, (*at, name))
