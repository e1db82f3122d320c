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

    @property
    def place(self) -> Path:
        """Where the value is, or is missing."""
        name = self.subject.name if isinstance(self.subject, Assertion) else None
        return self.at if name is None else (*self.at, name)


def walk(shapes: Shapes, schema: Pointer, value: Any, at: Path = ()) -> Iterator[Held]:
    """Yield what each assertion says of the value and its parts.

    Of `oneOf` and `anyOf` only branches are entered that the value is valid under; where there is
    none, the one that it comes closest to, which is the one that was meant.
    """
    return _walk(shapes, [schema], value, at, set())


def _walk(
    shapes: Shapes, places: list[Pointer], value: Any, at: Path, seen: set[Pointer]
) -> Iterator[Held]:
    """Walk one value with schemas that all hold for it; `seen` are those that have been applied."""
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
        places += [*shape.same, *(other for test, other in shape.conditions if test(value))]
        yield from _branches(shapes, shape.alternatives, value, at, seen)
        for part in shape.parts:
            for name, member in part.select(value):
                yield from walk(shapes, part.pointer, member, (*at, name))


def _branches(
    shapes: Shapes,
    alternatives: tuple[Alternative, ...],
    value: Any,
    at: Path,
    seen: set[Pointer],
) -> Iterator[Held]:
    for keyword in dict.fromkeys(branch.keyword for branch in alternatives):
        branches = [branch for branch in alternatives if branch.keyword == keyword]
        taken = [branch for branch in branches if branch.test(value)]
        for branch in taken:
            yield Held(branch, at, value, holds=True)
            yield from _walk(shapes, [branch.pointer], value, at, set(seen))
        if not taken:
            walked = (list(_walk(shapes, [b.pointer], value, at, set(seen))) for b in branches)
            yield from min(walked, key=_distance)


def _distance(walked: list[Held]) -> int:
    """Count the places that break something."""
    return len({held.place for held in walked if not held.holds})
