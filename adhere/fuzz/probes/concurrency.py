"""What is asked for twice, or by several at once, is done once.

The `Idempotency-Key` header field (draft-ietf-httpapi-idempotency-key-header), and `If-Match`
among parallel writers (RFC 9110 section 13.1.1).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from schemathesis import Case

from adhere.contract.nodes import Operation, Parameter, ParameterLocation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Made, Workshop, etag_of, is_key, is_success, json_of
from adhere.fuzz.resources import Resource, has_header

_ID = "concurrency"
_WRITERS = 4


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        for caller in workshop.callers(kind.create)[-1:]:
            if kind.create is not None and _is_promised(bench, kind.create):
                with bench.attempt(kind.create):
                    _Creator(workshop, kind, caller).test()
        for change in (kind.patch, kind.put):
            for caller in workshop.callers(change)[-1:]:
                if change is not None and has_header(change, "If-Match"):
                    with bench.attempt(change):
                        _Writers(workshop, kind, caller, change).test()


def _key(operation: Operation) -> Parameter | None:
    headers = (p for p in operation.parameters if p.location is ParameterLocation.HEADER)
    return next((p for p in headers if is_key(p.name)), None)


def _is_promised(bench: Bench, operation: Operation) -> bool:
    """Tell whether the contract says in words what the key is for, not just that there is one."""
    key = _key(operation)
    words = f"{bench.contract.description} {operation.description}".lower()
    return key is not None and bool(key.description or "idempoten" in words)


def _at_once(calls: list[Callable[[], Reply]]) -> list[Reply]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))


@dataclass(frozen=True, slots=True)
class _Creator:
    """Creates things under idempotency keys."""

    workshop: Workshop
    kind: Resource
    caller: Caller

    def test(self) -> None:
        """Use a key again: for the same request, for another one, and at once."""
        self._report("does again what its key says was done", self._done_again)
        self._report("takes a key again for another request", self._reused)
        self._report("does several times what one key asks for at once", self._done_at_once)

    def _report(self, reason: str, seen: Any) -> None:
        create = self.kind.create
        key = None if create is None else _key(create)
        if create is not None and key is not None:
            detail = "Seen twice, under keys that were never used before."
            self.workshop.confirm(
                create, reason, detail, seen=seen, caller=self.caller, pointer=key.pointer
            )

    def _case(self) -> tuple[Operation, Case[Any]] | None:
        """Return a request that succeeds, under a new key."""
        made = self.workshop.make(self.kind, self.caller)
        create = self.kind.create
        key = None if create is None else _key(create)
        if made is None or create is None or key is None:
            return None
        names = {n: v for n, v in made.names.items() if n != self.kind.parameter}
        case = self.workshop.case(create, names=names, body=copy.deepcopy(made.sent))
        return None if case is None else (create, case)

    def _name(self, reply: Reply) -> Any:
        shown = json_of(reply)
        members = shown if isinstance(shown, dict) else {}
        return members.get("id", members.get(self.kind.parameter))

    def _twice(self, change: Callable[[Any], Any]) -> tuple[Reply, Reply] | None:
        found = self._case()
        if found is None:
            return None
        create, case = found
        first = self.workshop.deliver(create, self.caller, case)
        again = case.derive()
        again.body = change(copy.deepcopy(case.body))
        if not is_success(first) or again.body is None:
            return None
        return first, self.workshop.deliver(create, self.caller, again)

    def _done_again(self) -> Reply | None:
        both = self._twice(lambda body: body)
        if both is None or not is_success(both[1]):
            return None
        names = [self._name(reply) for reply in both]
        return both[1] if None not in names and names[0] != names[1] else None

    def _reused(self) -> Reply | None:
        create = self.kind.create
        if create is None:
            return None
        both = self._twice(lambda body: _different(body, self.workshop, create))
        return both[1] if both is not None and is_success(both[1]) else None

    def _done_at_once(self) -> Reply | None:
        found = self._case()
        if found is None:
            return None
        create, case = found
        replies = _at_once([lambda: self.workshop.deliver(create, self.caller, case)] * _WRITERS)
        done = [reply for reply in replies if is_success(reply)]
        names = {self._name(reply) for reply in done}
        return done[-1] if len(names) > 1 and None not in names else None


def _different(body: Any, workshop: Workshop, operation: Operation) -> Any:
    """Return a valid body with one other number in it, `None` where there is no number."""
    for holder, name in _numbers(body):
        for step in (1, -1):
            holder[name] += step
            if workshop.is_valid(operation, body):
                return body
            holder[name] -= step
    return None


def _numbers(value: Any) -> list[tuple[Any, Any]]:
    pairs: list[tuple[Any, Any]] = list(enumerate(value)) if isinstance(value, list) else []
    pairs += value.items() if isinstance(value, dict) else ()
    found: list[tuple[Any, Any]] = []
    for name, item in pairs:
        found += [(value, name)] if type(item) is int else _numbers(item)
    return found


@dataclass(frozen=True, slots=True)
class _Writers:
    """Several who change the same version of a thing at once."""

    workshop: Workshop
    kind: Resource
    caller: Caller
    change: Operation

    def test(self) -> None:
        """Find the change of one writer lost under that of another."""
        reason = "lets several writers change the same version at once"
        detail = f"Of {_WRITERS} parallel writers with the same If-Match more than one succeeded."
        self.workshop.confirm(
            self.change, reason, detail, seen=self._lost_update, caller=self.caller
        )

    def _lost_update(self) -> Reply | None:
        made = self.workshop.some(self.kind)
        tag = None if made is None else self._tag(made)
        if made is None or tag is None:
            return None
        case = self.workshop.case(self.change, names=made.names, headers={"If-Match": tag})
        if case is None or not isinstance(case.body, dict):
            return None
        calls: list[Callable[[], Reply]] = []
        for _ in range(_WRITERS):
            one = case.derive()
            one.body = _different(copy.deepcopy(case.body), self.workshop, self.change) or case.body
            calls.append(partial(self.workshop.deliver, self.change, self.caller, one))
        done = [reply for reply in _at_once(calls) if is_success(reply)]
        return done[-1] if len(done) > 1 else None

    def _tag(self, made: Made) -> str | None:
        if self.kind.read is None or not self.workshop.may(self.caller, self.kind.read):
            return etag_of(made.reply)
        reply = self.workshop.send(self.kind.read, self.caller, names=made.names)
        return None if reply is None else etag_of(reply)


CONCURRENCY = Probe(_ID, "something done twice that was to be done once", _run)
