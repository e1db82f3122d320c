"""What is counted comes out right: nobody takes more than there is, or gets back more than taken.

What counts is learnt: a whole number of a thing (`stock`) that another creation, which refers to
the thing, lowers or raises by just the number that it names (`quantity`). Whoever takes may not
take below the declared `minimum`, also when several do at once; what undoes the taking gives back
all of it or nothing, once.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from adhere.contract.nodes import Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Made, Workshop, is_success, json_of
from adhere.fuzz.resources import Member, Resource, declares, has_header, referred, reply_schema

_ID = "counting"
_ENOUGH, _FEW = 7, 4
_FIRST, _SECOND = 2, 3
_TAKERS = 4
_MOST_STEPS = 4
_GIVES_BACK = re.compile(r"releas|free again|restock|(put|give)s? .*back", re.IGNORECASE)
_REFUSALS = (400, 409, 422)

Place = tuple[str | int, ...]
T = TypeVar("T")


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        for caller in workshop.callers(kind.create)[-1:]:
            if kind.create is not None and kind.read is not None:
                with bench.attempt(kind.create):
                    _Count(workshop, kind, caller).test()


@dataclass(frozen=True, slots=True)
class _Creation:
    """The creation of a thing of `kind`, with a number at `place` in its body."""

    kind: Resource
    caller: Caller
    place: Place


@dataclass(frozen=True, slots=True)
class _Way:
    """How a thing comes to be taken from: what gives it something, or the step that opens it."""

    giver: _Effect | None = None
    step: Operation | None = None


@dataclass(frozen=True, slots=True)
class _Effect:
    """What a creation does to `member` of another thing: `sign` times the number is added."""

    creation: _Creation
    member: Member
    sign: int
    way: _Way

    @property
    def kind(self) -> Resource:
        """The kind of what is created."""
        return self.creation.kind


@dataclass(frozen=True, slots=True)
class _Count:
    """One kind of thing, and what others do to its numbers."""

    workshop: Workshop
    kind: Resource
    caller: Caller

    def test(self) -> None:
        """Learn who raises and lowers a number; hold those who lower it to what there is."""
        members = self._counted()
        if not members:
            return
        steps = [s for s in self.kind.steps if s.method == "POST"][:_MOST_STEPS]
        effects = list(self._effects(members, [_Way(), *(_Way(step=step) for step in steps)]))
        givers = [effect for effect in effects if effect.sign > 0]
        for giver in givers:  # what there is nothing of cannot be taken
            effects += self._effects([giver.member], [_Way(giver)])
        seen: set[tuple[str, str]] = set()
        for taker in (effect for effect in effects if effect.sign < 0):
            if (taker.kind.item, taker.member.name) not in seen:
                seen.add((taker.kind.item, taker.member.name))
                _Taking(self, taker).test()

    def _counted(self) -> list[Member]:
        read = self.kind.read
        members = self.workshop.shapes.members(None if read is None else reply_schema(read))
        return [m for m in members.values() if m.schema.get("type") == "integer"]

    def numbers(self, thing: Made) -> dict[str, int]:
        """Read the thing's whole numbers."""
        read = self.kind.read
        reply = self.workshop.send(read, self.caller, names=thing.names) if read else None
        shown = None if reply is None or not is_success(reply) else json_of(reply)
        members = shown.items() if isinstance(shown, dict) else ()
        return {name: value for name, value in members if type(value) is int}

    def fresh(self, way: _Way, amount: int) -> Made | None:
        """Create a thing in which there is so much to take, as far as its numbers say so."""
        create = self.kind.create
        case = None if create is None else self.workshop.case(create)
        body = case.body if case is not None and isinstance(case.body, dict) else {}
        numbers = {name: amount for name, value in body.items() if type(value) is int}
        numbers = {n: v for n, v in numbers.items() if referred(self.workshop.kinds, n) is None}
        thing = self.workshop.make(self.kind, self.caller, **numbers)
        thing = thing or self.workshop.make(self.kind, self.caller)
        if thing is None:
            return None
        if way.step is not None:
            caller = self.workshop.callers(way.step)[-1:]
            reply = self.workshop.send(way.step, *caller, names=thing.names) if caller else None
            return thing if reply is not None and is_success(reply) else None
        if way.giver is None:
            return thing
        return thing if self.apply(way.giver.creation, thing, amount) is not None else None

    def apply(self, creation: _Creation, thing: Made, number: int) -> Made | None:
        """Create something with this number, for just this thing; `None` where that is refused."""
        create = creation.kind.create
        names, body = self._request(creation.kind, thing)
        if create is None or body is None:
            return None
        _put(body, creation.place, number)
        if not self.workshop.is_valid(create, body):
            return None
        return self.workshop.made_of(creation.kind, creation.caller, names, body)

    def _request(self, kind: Resource, thing: Made) -> tuple[dict[str, Any], Any]:
        """Return the path's names and a body that refers to nothing but the thing."""
        case = None if kind.create is None else self.workshop.case(kind.create)
        body = None if case is None else copy.deepcopy(case.body)
        names = {n: v for n, v in thing.names.items() if n in kind.parents}
        return names, self._referring(body, thing.id)

    def _effects(self, members: list[Member], ways: list[_Way]) -> Iterator[_Effect]:
        for kind in self.workshop.kinds:
            for caller in self.workshop.callers(kind.create)[-1:]:
                for place in self._places(kind):
                    creation = _Creation(kind, caller, place)
                    tried = ((way, self._readings(creation, way)) for way in ways)
                    way, readings = next((t for t in tried if t[1]), (_Way(), []))
                    for member in members:
                        sign = _sign([numbers.get(member.name) for numbers in readings])
                        if sign:
                            yield _Effect(creation, member, sign, way)

    def _places(self, kind: Resource) -> list[Place]:
        """Return where numbers stand in what creates things that refer to this kind."""
        case = None if kind.create is None else self.workshop.case(kind.create)
        body = None if case is None else case.body
        if not isinstance(body, dict) or set(kind.parents) - {self.kind.parameter}:
            return []
        is_below = self.kind.parameter in kind.parents
        return [
            place
            for place, siblings in _integers(body)
            if not self._refers(str(place[-1]))
            and (is_below or any(self._refers(name) for name in siblings))
        ]

    def _refers(self, name: str) -> bool:
        return referred(self.workshop.kinds, name) == self.kind or name == self.kind.parameter

    def _referring(self, value: Any, identifier: Any) -> Any:
        """Return the body with one thing in each list, and every reference to `identifier`."""
        if isinstance(value, list):
            return [self._referring(item, identifier) for item in value[:1]]
        if isinstance(value, dict):
            return {
                name: identifier if self._refers(name) else self._referring(item, identifier)
                for name, item in value.items()
            }
        return value

    def _readings(self, creation: _Creation, way: _Way) -> list[dict[str, int]]:
        """Return a thing's numbers before, between and after two creations; else nothing."""
        thing = self.fresh(way, _ENOUGH)
        if thing is None:
            return []
        readings = [self.numbers(thing)]
        for number in (_FIRST, _SECOND):
            if self.apply(creation, thing, number) is None:
                return []
            readings.append(self.numbers(thing))
        return readings


@dataclass(frozen=True, slots=True)
class _Taking:
    """Creations that take from a number."""

    count: _Count
    taker: _Effect

    def test(self) -> None:
        """Take too much, take at once, and give back."""
        create, name = self.taker.kind.create, self.taker.member.name
        if create is None:
            return
        if "minimum" in self.taker.member.schema and declares(create, *_REFUSALS):
            self._report(create, f"takes more {name} than there is", self._overdrawn)
            self._report(create, f"takes more {name} at once than there is", self._raced)
        self._report(create, f"loses count of {name} when several take at once", self._lost)
        for undo in (*self.taker.kind.steps, self.taker.kind.delete):
            if undo is not None and self.count.workshop.may(self.taker.creation.caller, undo):
                reason = f"changes {name} by something else than was taken"
                self._report(undo, reason, partial(self._undone, undo))
                reason = f"gives back {name} more than once when several ask at once"
                self._report(undo, reason, partial(self._undone_at_once, undo))

    def _report(self, operation: Operation, reason: str, seen: Callable[[], Reply | None]) -> None:
        taken = f"{self.taker.kind.create.method} {self.taker.kind.create.path}"  # type: ignore[union-attr]  # `test` looked
        self.count.workshop.confirm(
            operation,
            reason,
            f"{taken} takes from {self.taker.member.name} of {self.count.kind.item}. Seen twice.",
            seen=seen,
            caller=self.taker.creation.caller,
        )

    def _stocked(self) -> tuple[Made, int] | None:
        """Return a thing, and how much can be taken from it."""
        thing = self.count.fresh(self.taker.way, _FEW)
        there = None if thing is None else self.count.numbers(thing).get(self.taker.member.name)
        if thing is None or there is None:
            return None
        return thing, there - int(self.taker.member.schema.get("minimum", 0))

    def _left(self, thing: Made) -> int:
        return self.count.numbers(thing).get(self.taker.member.name, 0)

    def _overdrawn(self) -> Reply | None:
        stocked = self._stocked()
        if stocked is None:
            return None
        taken = self.count.apply(self.taker.creation, stocked[0], stocked[1] + 1)
        return None if taken is None else taken.reply

    def _raced(self) -> Reply | None:
        """Let several take all there is at once: one may."""
        stocked = self._stocked()
        if stocked is None or stocked[1] < 1:
            return None
        done = self._at_once(partial(self.count.apply, self.taker.creation, *stocked))
        return done[-1].reply if len(done) > 1 else None

    def _lost(self) -> Reply | None:
        """Let several take one each at once: the number falls by as many as succeeded."""
        stocked = self._stocked()
        if stocked is None or stocked[1] < _TAKERS:
            return None
        before = self._left(stocked[0])
        done = self._at_once(partial(self.count.apply, self.taker.creation, stocked[0], 1))
        is_lost = done and before - self._left(stocked[0]) != len(done)
        return done[-1].reply if is_lost else None

    @staticmethod
    def _at_once(call: Callable[[], T | None]) -> list[T]:
        with ThreadPoolExecutor(_TAKERS) as pool:
            return [done for done in pool.map(lambda _: call(), range(_TAKERS)) if done is not None]

    def _taken(self) -> tuple[Made, Made, int] | None:
        """Return a thing, what took some of it, and the number since then."""
        stocked = self._stocked()
        taken = None
        if stocked is not None:
            taken = self.count.apply(self.taker.creation, stocked[0], _FIRST)
        if stocked is None or taken is None:
            return None
        return stocked[0], taken, self._left(stocked[0])

    def _undone(self, undo: Operation) -> Reply | None:
        """Undo a taking twice: the number is as it was before or after the taking."""
        found = self._taken()
        if found is None:
            return None
        thing, taken, before = found
        seen: list[int] = []
        replies: list[Reply] = []
        for _ in range(2):
            reply = self._take(undo, taken)
            if reply is None or not (replies or is_success(reply)):
                return None
            replies.append(reply)
            seen.append(self._left(thing))
        text = f"{undo.summary} {undo.description}"
        due = {before + _FIRST} if _GIVES_BACK.search(text) else {before, before + _FIRST}
        return replies[0] if not due.issuperset(seen) else None

    def _undone_at_once(self, undo: Operation) -> Reply | None:
        found = self._taken()
        if found is None:
            return None
        thing, taken, before = found
        replies = self._at_once(partial(self._take, undo, taken))
        done = [reply for reply in replies if is_success(reply)]
        return done[-1] if done and self._left(thing) > before + _FIRST else None

    def _take(self, undo: Operation, made: Made) -> Reply | None:
        workshop = self.count.workshop
        headers = {"If-Match": "*"} if has_header(undo, "If-Match") else {}
        case = workshop.case(undo, names=made.names, headers=headers)
        if case is None:
            return None
        if any(_integers(case.body)):  # what names a number may give back just that
            return None
        return workshop.deliver(undo, self.taker.creation.caller, case)


def _integers(value: Any, place: Place = ()) -> Iterator[tuple[Place, frozenset[str]]]:
    """Yield where whole numbers stand in a body, and the names beside each."""
    if isinstance(value, list):
        for index, item in enumerate(value[:1]):
            yield from _integers(item, (*place, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            if type(item) is int:
                yield (*place, name), frozenset(value)
            else:
                yield from _integers(item, (*place, name))


def _put(body: Any, place: Place, number: int) -> None:
    for step in place[:-1]:
        body = body[step]
    body[place[-1]] = number


def _sign(counts: list[int | None]) -> int:
    """Return 1 where a number grew by what was named each time, -1 where it fell, else 0."""
    changes = [b - a for a, b in itertools.pairwise(counts) if a is not None and b is not None]
    return next((s for s in (1, -1) if changes == [s * _FIRST, s * _SECOND]), 0)


COUNTING = Probe(_ID, "more taken than there is, or more given back than was taken", _run)
