"""What one caller creates is not another's to see, change or end, unless the service shares it.

Nothing in OpenAPI says whether things are shared. They are taken to be where another caller of
the same scopes finds them both by name and in the list; where one of the two says that there is
no such thing, the other must say so too, and nobody changes or ends what they cannot see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from adhere.contract.nodes import Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.listing import Listing
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Made, Workshop, is_success
from adhere.fuzz.resources import Resource

_ID = "ownership"
_HIDDEN = frozenset({403, 404, 410})
_PROMISED = tuple(str(status) for status in sorted(_HIDDEN))


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        if kind.create is None:
            continue
        with bench.attempt(kind.create):
            for owner, other in _pairs(workshop, kind):
                _Fence(workshop, kind, owner, other).test()


def _pairs(workshop: Workshop, kind: Resource) -> list[tuple[Caller, Caller]]:
    """Return a caller and another of the same scopes, one pair for every set of scopes."""
    callers = [c for c in workshop.bench.callers if c.credentials]
    creators = [c for c in callers if workshop.may(c, kind.create)]
    pairs: dict[frozenset[str], tuple[Caller, Caller]] = {}
    for owner in creators:
        scopes = owner.plan.identity.scopes or frozenset()
        for other in callers:
            if other is not owner and (other.plan.identity.scopes or frozenset()) == scopes:
                pairs.setdefault(scopes, (owner, other))
    return list(pairs.values())


@dataclass(frozen=True, slots=True)
class _Fence:
    workshop: Workshop
    kind: Resource
    owner: Caller
    other: Caller

    def test(self) -> None:
        """Try everything that the other may do to things of their own."""
        self._report(
            self.kind.list,
            "lists a thing of another caller that it does not let read",
            self._listed,
        )
        self._report(
            self.kind.read,
            "answers with a thing of another caller that is not listed",
            self._read,
            promised=_PROMISED,
        )
        for step in (*self.kind.steps, self.kind.patch, self.kind.put, self.kind.delete):
            if step is not None and self.workshop.may(self.other, step):
                reason = "changes a thing of another caller, who cannot see it"
                self._report(step, reason, partial(self._changed, step), promised=_PROMISED)

    def _report(
        self,
        operation: Operation | None,
        reason: str,
        seen: Callable[[], Reply | None],
        *,
        promised: tuple[str, ...] | None = None,
    ) -> None:
        if operation is None or not self.workshop.may(self.other, operation):
            return
        names = (self.owner.plan.identity.name, self.other.plan.identity.name)
        detail = f"Created as {names[0]}, asked for as {names[1]}, who holds the same scopes."
        self.workshop.confirm(
            operation,
            reason,
            detail,
            seen=seen,
            caller=self.other,
            promised=promised,
        )

    def _made(self) -> Made | None:
        return self.workshop.make(self.kind, self.owner)

    def _listed(self) -> Reply | None:
        made = self._made()
        if made is None or self._is_listed(made, self.other) is not True:
            return None
        probe = self.kind.read or self.kind.delete
        if probe is None or not self.workshop.may(self.other, probe):
            return None
        reply = self.workshop.send(probe, self.other, names=made.names)
        if reply is None or reply.status not in _HIDDEN:
            return None
        listing = self._listing(self.other)
        return None if listing is None else listing.page(made.names)

    def _read(self) -> Reply | None:
        made = self._made()
        if made is None or self.kind.read is None:
            return None
        reply = self.workshop.send(self.kind.read, self.other, names=made.names)
        if reply is None or not is_success(reply):
            return None
        # The owner's list first: one that lags behind has caught up by then.
        is_there = self._is_listed(made, self.owner)
        return reply if is_there and self._is_listed(made, self.other) is False else None

    def _changed(self, step: Operation) -> Reply | None:
        made = self._made()
        if made is None or not self._is_hidden(made):
            return None
        headers = {"If-Match": "*"} if step.method in {"PATCH", "PUT"} else {}
        if not any(p.name == "If-Match" for p in step.parameters):
            headers = {}
        case = self.workshop.case(step, names=made.names, headers=headers)
        if case is None:
            return None
        body = case.body
        if isinstance(body, dict):
            case.body = self.workshop.echo(body, made)
        reply = self.workshop.deliver(step, self.other, case)
        if not is_success(reply) or (step == self.kind.delete and self._is_still_there(made)):
            return None
        return reply

    def _is_still_there(self, made: Made) -> bool:
        """Tell whether its owner reads it: who deletes what is not there may be told 204."""
        read = self.kind.read
        reply = self.workshop.send(read, self.owner, names=made.names) if read else None
        return reply is not None and is_success(reply)

    def _is_hidden(self, made: Made) -> bool:
        """Tell whether the other neither reads nor lists the thing."""
        read = self.kind.read
        if read is not None and self.workshop.may(self.other, read):
            reply = self.workshop.send(read, self.other, names=made.names)
            return reply is not None and reply.status in _HIDDEN
        return self._is_listed(made, self.other) is False

    def _is_listed(self, made: Made, caller: Caller) -> bool | None:
        """Tell whether a caller's list has the thing; `None` where that cannot be told."""
        listing = self._listing(caller)
        pages = None if listing is None else listing.walk(made.names)
        if pages is None:
            return None
        if made.id in pages.ids(self.kind.parameter):
            return True
        return False if pages.is_whole else None

    def _listing(self, caller: Caller) -> Listing | None:
        lister = self.kind.list
        if lister is None or not self.workshop.may(caller, lister):
            return None
        return Listing.of(self.workshop, lister, caller)


OWNERSHIP = Probe(_ID, "a thing of one caller in the hands of another who cannot see it", _run)
