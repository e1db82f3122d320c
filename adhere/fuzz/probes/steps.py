"""A step (`POST /orders/{order_id}/payment`) does what its reply says, from the states it is for.

The states are the values of the thing's `status`; which a step is for, the contract says in words:
`Ship a paid order.`, `Not once it is shipped`. Only steps that declare 409 are held to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from adhere.contract.nodes import Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Made, Workshop, is_success, json_of
from adhere.fuzz.resources import Resource, declares, has_header, reply_schema

_ID = "steps"
_STATES = ("status", "state", "phase", "stage")
_ENDS = frozenset({"cancelled", "canceled", "voided", "refunded", "expired", "deleted"})
_CONFLICT = 409
_MOST_STEPS = 6
_LEADS_BACK = re.compile(r"re-?open|restore|un\w+|re-?activate|undo|revert", re.IGNORECASE)
_NEGATION = r"\b(not|never|cannot|can't|no longer|already)\b"
_EXCEPTION = re.compile(r"\b(unless|until|except|other than|but)\b", re.IGNORECASE)


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        for caller in workshop.callers(kind.create)[-1:]:
            if kind.create is not None and kind.read is not None and kind.steps:
                with bench.attempt(kind.create):
                    _Course(workshop, kind, caller).test()


@dataclass(frozen=True, slots=True)
class Words:
    """What the contract says in words of the states that a step is for."""

    needed: frozenset[str]
    excluded: frozenset[str]

    def forbid(self, state: str, values: frozenset[str], mentioned: frozenset[str]) -> bool:
        """Tell whether a thing in this state must not take the step."""
        if state not in values:
            return False
        return state in self.excluded or bool(self.needed and state not in mentioned)


def needed_and_excluded(text: str, summary: str, values: frozenset[str], noun: str) -> Words:
    """Read `Ship a paid order`, `Only once it is paid`, `Not once it is shipped`."""
    needed = {v for v in values if _is_of_noun(v, summary, noun)}
    excluded: set[str] = set()
    for sentence in re.split(r"(?<=[.;])\s+|\n\n", text):
        if _EXCEPTION.search(sentence):
            continue
        for value in values:
            word = rf"[`'\"]?\b{re.escape(value)}\b"
            if re.search(rf"{_NEGATION}.*{word}", sentence, re.IGNORECASE):
                excluded.add(value)
            elif re.search(rf"\b(only|must be)\b.*{word}", sentence, re.IGNORECASE):
                needed.add(value)
    return Words(frozenset(needed), frozenset(excluded))


def _is_of_noun(value: str, summary: str, noun: str) -> bool:
    """Tell whether the summary says `a paid order`, or `placed or paid orders`."""
    word = rf"\b{re.escape(value)}[`'\"]?(\s*(,|or|and)\s*[`'\"]?\w+[`'\"]?)*\s+{noun}s?\b"
    return bool(noun and re.search(word, summary, re.IGNORECASE))


@dataclass(slots=True)
class _Course:
    """One kind of thing, taken from state to state by its steps."""

    workshop: Workshop
    kind: Resource
    caller: Caller
    status: str = field(init=False, default="")
    values: frozenset[str] = field(init=False, default=frozenset())

    def test(self) -> None:
        """Take each step from each state that the steps before it lead to."""
        self._find_status()
        steps = [s for s in self.kind.steps if s.method == "POST" and self._may(s)][:_MOST_STEPS]
        known: set[Any] = set()
        paths: list[tuple[Operation, ...]] = [()]
        for path in paths:  # it grows on the way
            for step in steps:
                found = self._judge((*path, step))
                if found is None or not self.status:
                    continue
                known.add(found.before)
                if found.after not in known:
                    known.add(found.after)
                    paths.append((*path, step))

    def _may(self, step: Operation) -> bool:
        return bool(self.workshop.callers(step))

    def _find_status(self) -> None:
        members = self.workshop.shapes.members(reply_schema(self.kind.read or self.kind.steps[0]))
        for name in _STATES:
            values = members[name].schema.get("enum") if name in members else None
            if isinstance(values, list):
                self.status = name
                self.values = frozenset(v for v in values if isinstance(v, str))
                return

    def _judge(self, path: tuple[Operation, ...]) -> _Step | None:
        """Take the steps of a path; return what the last one did, where it may do that."""
        step, found = path[-1], self._walk(path)
        if found is None:
            return None
        reasons = self._reasons(step, found)
        for reason, detail in reasons:
            self.workshop.confirm(
                step,
                reason,
                detail,
                seen=partial(self._again, path, reason),
                caller=self.caller,
            )
        return None if reasons else found

    def _again(self, path: tuple[Operation, ...], reason: str) -> Reply | None:
        found = self._walk(path)
        reasons = [] if found is None else [r for r, _ in self._reasons(path[-1], found)]
        return found.reply if found is not None and reason in reasons else None

    def _walk(self, path: tuple[Operation, ...]) -> _Step | None:
        """Make a thing and take it along a path; `None` where some step is refused."""
        made = self.workshop.make(self.kind, self.caller)
        if made is None:
            return None
        before: Any = None
        reply: Reply | None = None
        for step in path:
            before = self._state(made) if step is path[-1] else None
            reply = self._take(step, made)
            if reply is None or not reply.is_done:
                return None
        shown = self._read(made)
        if reply is None or shown is None:
            return None
        return _Step(before, shown.get(self.status), reply, shown, self._read(made) or shown)

    def _take(self, step: Operation, made: Made) -> Reply | None:
        callers = self.workshop.callers(step)
        caller = self.caller if self.caller in callers else callers[-1]
        headers = {"If-Match": "*"} if has_header(step, "If-Match") else {}
        case = self.workshop.case(step, names=made.names, headers=headers)
        if case is None:
            return None
        if isinstance(case.body, dict):
            case.body = self.workshop.echo(case.body, made)
        return self.workshop.deliver(step, caller, case)

    def _read(self, made: Made) -> dict[str, Any] | None:
        read = self.kind.read
        reply = self.workshop.send(read, self.caller, names=made.names) if read else None
        shown = None if reply is None or not is_success(reply) else json_of(reply)
        return shown if isinstance(shown, dict) else None

    def _state(self, made: Made) -> Any:
        return (self._read(made) or {}).get(self.status) if self.status else None

    def _reasons(self, step: Operation, found: _Step) -> list[tuple[str, str]]:
        """Return what is wrong with a step that was taken."""
        return [*self._untold(step, found), *self._from_wrong_state(step, found)]

    def _untold(self, step: Operation, found: _Step) -> Iterator[tuple[str, str]]:
        said = json_of(found.reply)
        if not isinstance(said, dict) or not self._shows_the_thing(step):
            return
        for name in sorted(said.keys() & found.shown.keys()):
            is_plain = isinstance(said[name], str | int | bool)
            is_stable = found.shown[name] == found.again.get(name)
            if is_plain and is_stable and said[name] != found.shown[name]:
                detail = f"The reply says {said[name]!r}, reading the thing {found.shown[name]!r}."
                yield f"answers with another {name} than the thing has from then on", detail

    def _shows_the_thing(self, step: Operation) -> bool:
        """Tell whether the step answers with what reading answers with."""
        mine, read = reply_schema(step), self.kind.read
        theirs = None if read is None else reply_schema(read)
        return mine is not None and theirs is not None and mine.value == theirs.value

    def _from_wrong_state(self, step: Operation, found: _Step) -> Iterator[tuple[str, str]]:
        before, after = found.before, found.after
        if before == after or not declares(step, _CONFLICT):
            return
        text = f"{step.summary} {step.description}"
        words = needed_and_excluded(text, step.summary, self.values, self._noun())
        mentioned = frozenset(v for v in self.values if re.search(rf"\b{re.escape(v)}\b", text))
        if words.forbid(before, self.values, mentioned):
            detail = f"The contract says when: {' '.join(text.split())!r}."
            yield f"is done to what is {before}", detail
        elif before in _ENDS and before not in mentioned and not _LEADS_BACK.search(text):
            yield f"is done to what is {before}", f"It was {before}, and is {after} now."

    def _noun(self) -> str:
        last = self.kind.collection.rstrip("/").rsplit("/", 1)[-1].replace("_", "-").split("-")[-1]
        return re.escape(re.sub(r"ies$", "y", last) if last.endswith("ies") else last.rstrip("s"))


@dataclass(frozen=True, slots=True)
class _Step:
    """A step that succeeded: the state before and after it, the reply, and two readings after."""

    before: Any
    after: Any
    reply: Reply
    shown: dict[str, Any]
    again: dict[str, Any]


STEPS = Probe(_ID, "a step that is not done though its reply says so, or done too early", _run)
