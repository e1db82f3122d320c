"""What there is one of (`/me`) and can be changed is so from then on; it is put back in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from adhere.contract.nodes import Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.states import others
from adhere.fuzz.probes.workshop import Workshop, etag_of, is_success, json_of
from adhere.fuzz.resources import body_schema, has_header, reply_schema

_ID = "singletons"


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change_others:
        return
    workshop = Workshop(bench, _ID)
    reads = {o.path: o for o in bench.operations if o.method == "GET" and "{" not in o.path}
    for change in bench.operations:
        read = reads.get(change.path)
        if read is None or change.method not in {"PATCH", "PUT"}:
            continue
        for caller in [c for c in workshop.callers(change) if workshop.may(c, read)][:1]:
            with bench.attempt(change):
                _Single(workshop, read, change, caller).test()


@dataclass(frozen=True, slots=True)
class _Single:
    """A thing of which each caller has one."""

    workshop: Workshop
    read: Operation
    change: Operation
    caller: Caller

    def test(self) -> None:
        """Change each member, and look at it and the others."""
        names, found = self._names(), self._shown()
        if found is None:
            return
        try:
            self._fill(names, found)
            for name in sorted(names):
                reason = f"does not change {name}, though it says so"
                self._report(reason, partial(self._lost, name))
            if self.change.method == "PATCH":
                reason = "changes what the patch does not name"
                self._report(reason, partial(self._others_changed, names))
        finally:
            self._put_back(found[0], self._shown())

    def _fill(self, names: frozenset[str], found: tuple[dict[str, Any], Reply]) -> None:
        """Give a value to what has none and may have none again: one sees where it gets lost."""
        case = self.workshop.case(self.change)
        body = case.body if case is not None and isinstance(case.body, dict) else {}
        if self.change.method != "PATCH":
            return
        for name in names:
            if not self.workshop.is_valid(self.change, {name: None}):
                continue
            for value in (body.get(name), *others(None)):
                is_lacking = found[0].get(name) is None and value is not None
                if is_lacking and self.workshop.is_valid(self.change, {name: value}):
                    self._send({name: value}, found[1])
                    break

    def _report(self, reason: str, seen: Any) -> None:
        detail = "Seen twice; what was changed was put back."
        self.workshop.confirm(self.change, reason, detail, seen=seen, caller=self.caller)

    def _names(self) -> frozenset[str]:
        """Return the members that are sent and shown under one name."""
        declared = body_schema(self.change)
        sent = self.workshop.shapes.members(declared[1] if declared else None)
        shown = self.workshop.shapes.members(reply_schema(self.read))
        return frozenset(n for n, m in sent.items() if n in shown and not m.schema.get("writeOnly"))

    def _shown(self) -> tuple[dict[str, Any], Reply] | None:
        reply = self.workshop.send(self.read, self.caller)
        shown = None if reply is None or not is_success(reply) else json_of(reply)
        return (shown, reply) if reply is not None and isinstance(shown, dict) else None

    def _changed(self, name: str) -> tuple[Any, dict[str, Any], dict[str, Any], Reply] | None:
        """Give a member another value; return that, and the thing before and after."""
        found = self._shown()
        if found is None:
            return None
        before, first = found
        body = self._body(before, name)
        if body is None or not self._send(body, first):
            return None
        after = self._shown()
        self._put_back(before, after)
        return None if after is None else (body[name], before, *after)

    def _put_back(self, before: Mapping[str, Any], after: tuple[Any, Reply] | None) -> None:
        if after is None:
            return
        different = {n: before.get(n) for n in self._names() if after[0].get(n) != before.get(n)}
        whole = {n: before[n] for n in self._names() if n in before}
        body = different if self.change.method == "PATCH" else whole
        if body and self.workshop.is_valid(self.change, body):
            self._send(body, after[1])

    def _body(self, before: Mapping[str, Any], name: str) -> dict[str, Any] | None:
        base = {} if self.change.method == "PATCH" else dict(before)
        base = {n: v for n, v in base.items() if n in self._names()}
        bodies = ({**base, name: value} for value in others(before.get(name)))
        return next((b for b in bodies if self.workshop.is_valid(self.change, b)), None)

    def _send(self, body: Any, first: Reply) -> bool:
        tag = etag_of(first)
        headers = {"If-Match": tag} if tag and has_header(self.change, "If-Match") else {}
        reply = self.workshop.send(self.change, self.caller, headers=headers, body=body)
        return reply is not None and is_success(reply)

    def _lost(self, name: str) -> Reply | None:
        found = self._changed(name)
        return found[3] if found is not None and found[2].get(name) == found[1].get(name) else None

    def _others_changed(self, names: frozenset[str]) -> Reply | None:
        for name in sorted(names):
            found = self._changed(name)
            if found is None:
                continue
            _, before, after, reply = found
            if any(after.get(other) != before.get(other) for other in names - {name}):
                return reply
        return None


SINGLETONS = Probe(_ID, "what there is one of, not as it was changed", _run)
