"""What refers to something else leads there: nothing refers to what is not there, or hides it.

What a member of a body refers to is told by its name (`venueId`); which members are unique, and
whether something that is in use can be deleted, by the 409 that is declared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from adhere.contract.nodes import Operation
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.listing import Listing
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Made, Workshop, is_success, response_pointer
from adhere.fuzz.resources import Member, Resource, body_schema, declares, referred

_ID = "references"
_GONE = frozenset({404, 410})
_CONFLICT = 409
_NOBODY = (1_999_999_943, 99_989, "00000000-0000-4000-8000-00000000dead", "NOBODY-1")
_UNIQUE = re.compile(
    r"\b(exist|already|taken|unique|same|duplicate|in use|of this|clash)", re.IGNORECASE
)


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        for caller in workshop.callers(kind.create)[-1:]:
            if kind.create is not None:
                with bench.attempt(kind.create):
                    _Referrer(workshop, kind, caller, kind.create).test()


@dataclass(frozen=True, slots=True)
class _Referrer:
    """Things of one kind, and what they refer to."""

    workshop: Workshop
    kind: Resource
    caller: Caller
    create: Operation

    def test(self) -> None:
        """Try every reference that the contract names."""
        for member, other in self._references():
            reason = f"takes for {member.name} what leads nowhere"
            self._report(self.create, reason, partial(self._led_nowhere, member, other))
            delete = other.delete
            if delete is not None and declares(delete, _CONFLICT):
                reason = f"deletes what is still referred to as {member.name}"
                self._report(delete, reason, partial(self._left_dangling, member, other))
        for member in self._unique():
            reason = f"takes the same {member.name} twice"
            self._report(self.create, reason, partial(self._taken_twice, member))
        if self.kind.read is not None and self.kind.parents:
            reason = "answers with a thing under another parent than its own"
            self._report(self.kind.read, reason, self._under_another)

    def _report(self, operation: Operation, reason: str, seen: Callable[[], Reply | None]) -> None:
        detail = "Seen twice, with new things each time."
        status = _CONFLICT if "twice" in reason or "still" in reason else 404
        pointer = response_pointer(operation, status)
        self.workshop.confirm(
            operation, reason, detail, seen=seen, caller=self.caller, pointer=pointer
        )

    def _members(self) -> dict[str, Member]:
        declared = body_schema(self.create)
        return self.workshop.shapes.members(None if declared is None else declared[1])

    # To what is not there

    def _references(self) -> Iterator[tuple[Member, Resource]]:
        for member in self._members().values():
            other = referred(self.workshop.kinds, member.name)
            if other is not None and other.read is not None and other != self.kind:
                yield member, other

    def _led_nowhere(self, member: Member, other: Resource) -> Reply | None:
        made = self._make()
        body = None if made is None else dict(made.sent)
        value = None if body is None else self._nobody(member, other, body)
        if made is None or body is None or value is None:
            return None
        body = self.workshop.fresh(
            self.create, {**body, member.name: value}, self.workshop.unique(self.create)
        )
        return self._created(body, made)

    def _created(self, body: Any, made: Made) -> Reply | None:
        names = {n: v for n, v in made.names.items() if n != self.kind.parameter}
        reply = self.workshop.send(self.create, self.caller, names=names, body=body)
        return reply if reply is not None and is_success(reply) else None

    def _make(self) -> Made | None:
        made = self.workshop.make(self.kind, self.caller)
        return made if made is not None and isinstance(made.sent, dict) else None

    def _nobody(self, member: Member, other: Resource, body: dict[str, Any]) -> Any:
        """Return a valid name by which nothing is found, though what the body names is."""
        if not isinstance(body.get(member.name), int | str):
            return None
        if not self._is_found(other, body[member.name]):
            return None
        for value in _NOBODY:
            changed = {**body, member.name: value}
            if self.workshop.is_valid(self.create, changed):
                return value if self._is_found(other, value) is False else None
        return None

    def _is_found(self, other: Resource, value: Any) -> bool | None:
        callers = self.workshop.callers(other.read)
        caller = self.caller if self.caller in callers else next(iter(callers), None)
        if other.read is None or caller is None:
            return None
        reply = self.workshop.send(other.read, caller, names={other.parameter: value})
        if reply is None or not (is_success(reply) or reply.status in _GONE):
            return None
        return is_success(reply)

    # To what is there no more

    def _left_dangling(self, member: Member, other: Resource) -> Reply | None:
        target = self.workshop.some(other)
        made = None
        if target is not None:
            made = self.workshop.make(self.kind, self.caller, **{member.name: target.id})
        if target is None or made is None or other.delete is None or self.kind.read is None:
            return None
        if not isinstance(made.sent, dict) or made.sent.get(member.name) != target.id:
            return None
        remover = next(iter(self.workshop.callers(other.delete)[-1:]), None)
        if remover is None:
            return None
        reply = self.workshop.send(other.delete, remover, names=target.names)
        if reply is None or not is_success(reply) or self._is_found(other, target.id) is not False:
            return None
        rest = self.workshop.send(self.kind.read, self.caller, names=made.names)
        return reply if rest is not None and is_success(rest) else None

    # Under one name

    def _unique(self) -> Iterator[Member]:
        """Yield the texts of which the declared 409 says that there may be one only."""
        response = declared_response(self.create, _CONFLICT)
        said = "" if response is None else response.description
        if _UNIQUE.search(said):
            for name, member in self._members().items():
                if member.types == {"string"} and re.search(
                    rf"\b{re.escape(name)}\b", said, re.IGNORECASE
                ):
                    yield member

    def _taken_twice(self, member: Member) -> Reply | None:
        made = self._make()
        if made is None or not isinstance(made.sent.get(member.name), str):
            return None
        others = [n for n, v in made.sent.items() if isinstance(v, str) and n != member.name]
        return self._created(self.workshop.fresh(self.create, made.sent, others), made)

    # Below something

    def _under_another(self) -> Reply | None:
        parent = self.kind.collection.rsplit("/", 1)[0]
        above = next((k for k in self.workshop.kinds if k.item == parent), None)
        made = None if above is None else self.workshop.make(self.kind, self.caller)
        other = None if above is None or made is None else self.workshop.some(above)
        if above is None or made is None or other is None or self.kind.read is None:
            return None
        names = {**made.names, **other.names}
        if other.id == made.names[above.parameter] or self._is_listed(made, names) is not False:
            return None
        reply = self.workshop.send(self.kind.read, self.caller, names=names)
        return reply if reply is not None and is_success(reply) else None

    def _is_listed(self, made: Made, names: dict[str, Any]) -> bool | None:
        """Tell whether the list at these names has the thing; `None` where that is not known."""
        lister = self.kind.list
        if lister is None or not self.workshop.may(self.caller, lister):
            return None
        listing = Listing.of(self.workshop, lister, self.caller)
        pages = None if listing is None else listing.walk(names)
        if pages is None or not pages.is_whole:
            return None
        return made.id in pages.ids(self.kind.parameter)


REFERENCES = Probe(_ID, "a reference to what is not there, or a name that two things have", _run)
