"""What ends a session ends its credential, and what is used once is refused the second time.

RFC 9700 section 4.14.2 (refresh tokens), RFC 7009 (revocation). Only where the contract says so: an
operation that deletes what the login created, or is called signing out; a member of a body whose
words say that it is used once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.access import Access
from adhere.fuzz.credentials import Credential
from adhere.fuzz.engine import Caller
from adhere.fuzz.identity import OperationLogin
from adhere.fuzz.login import Login
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Workshop, is_success, json_of
from adhere.fuzz.resources import Member, body_schema

_ID = "sessions"
_SIGNS_OUT = re.compile(r"log[-_ ]?out|log[-_ ]?off|sign[-_ ]?out|revoke", re.IGNORECASE)
_LIVES_ON = re.compile(r"stateless|until (it|they) expires?|stays? valid", re.IGNORECASE)
_USED_ONCE = re.compile(
    r"\bonce\b|single[- ]use|one[- ]time|rotat|used (again|twice)|re-?use", re.IGNORECASE
)
_FIRST_ERROR = 400


def _run(bench: Bench) -> None:
    workshop = Workshop(bench, _ID)
    done: set[str] = set()
    for caller in bench.callers:
        for source in caller.plan.identity.sources:
            if isinstance(source, OperationLogin) and source.operation_id not in done:
                done.add(source.operation_id)
                _Session(workshop, caller, source).test()


@dataclass(frozen=True, slots=True)
class _Session:
    """Sessions that one identity opens for nothing but this."""

    workshop: Workshop
    caller: Caller
    source: OperationLogin

    def test(self) -> None:
        """End sessions by every way there is; use again what is used once."""
        for operation in self.workshop.bench.operations:
            with self.workshop.bench.attempt(operation):
                if self._ends_sessions(operation) and self._witness(operation) is not None:
                    self._report(
                        operation,
                        "leaves the credential good that it ends",
                        partial(self._survives, operation),
                    )
                for member in self._used_once(operation):
                    reason = f"takes {member.name} again, which is used once"
                    self._report(operation, reason, partial(self._taken_again, operation, member))

    def _report(self, operation: Operation, reason: str, seen: Any) -> None:
        detail = "Seen twice, each time in a session opened for it."
        self.workshop.confirm(operation, reason, detail, seen=seen, caller=self.caller)

    def _open(self) -> Login:
        return self.workshop.bench.engine.desk.log_in(self.source, self.caller.plan.identity)

    # The end of a session

    def _ends_sessions(self, operation: Operation) -> bool:
        words = f"{operation.operation_id} {operation.path} {operation.summary}"
        if _LIVES_ON.search(f"{words} {operation.description}") or operation.method == "GET":
            return False
        if operation.method == "DELETE" and self._created_by_login(operation):
            return True
        return bool(_SIGNS_OUT.search(words)) and "{" not in operation.path

    def _created_by_login(self, operation: Operation) -> bool:
        """Tell whether the operation deletes what the login created: `/session(s)/{id}`."""
        login = self._login()
        above = re.sub(r"/\{[^{}]+\}$", "", operation.path)
        return login is not None and login.method == "POST" and above == login.path

    def _login(self) -> Operation | None:
        operations = self.workshop.bench.contract.operations
        return next((o for o in operations if o.operation_id == self.source.operation_id), None)

    def _witness(self, ender: Operation) -> Operation | None:
        """Return an operation that tells a good credential from a bad one."""
        bench = self.workshop.bench
        for operation in bench.operations:
            needs = any(p.location is ParameterLocation.PATH for p in operation.parameters)
            if operation.method != "GET" or needs or operation == ender:
                continue
            if bench.standing(self.caller, operation) in {Access.GRANTED, Access.PRESUMED}:
                return operation
        return None

    def _survives(self, ender: Operation) -> Reply | None:
        witness, opened = self._witness(ender), self._open()
        if witness is None or not _is_good(self._send(witness, opened.credential)):
            return None
        names = self._names(ender, opened.document)
        body = self._body(ender, opened)
        ended = self._send(ender, opened.credential, names=names, **body)
        if ended is None or not is_success(ended):
            return None
        after = self._send(witness, opened.credential)
        return after if _is_good(after) else None

    def _send(self, operation: Operation, credential: Credential, **parts: Any) -> Reply | None:
        case = self.workshop.case(operation, **parts)
        if case is None:
            return None
        reply = self.workshop.bench.send(case, (credential,))
        run = (self.caller.plan.identity.name, _ID)
        self.workshop.bench.sightings.enter(operation, reply.response, run)
        return reply

    @staticmethod
    def _names(ender: Operation, document: Any) -> dict[str, Any]:
        """Return what the path of the end names, as the login's reply calls it."""
        members = document if isinstance(document, Mapping) else {}
        found = {name: members.get(name, members.get("id")) for name in _path(ender)}
        return {name: value for name, value in found.items() if value is not None}

    def _body(self, ender: Operation, opened: Login) -> dict[str, Any]:
        """Return the body of the end: where it names a token, that of the session."""
        tokens = dict(opened.document) if isinstance(opened.document, Mapping) else {}
        tokens["token"] = opened.credential.value.rpartition(" ")[2]
        named = {m.name: tokens[m.name] for m in self._members(ender) if m.name in tokens}
        return {"body": named} if named else {}

    # What is used once

    def _members(self, operation: Operation) -> list[Member]:
        declared = body_schema(operation)
        return list(self.workshop.shapes.members(declared[1] if declared else None).values())

    def _used_once(self, operation: Operation) -> Iterator[Member]:
        """Yield the members of a body that the contract says are used once."""
        about = f"{operation.summary} {operation.description}"
        for member in self._members(operation):
            is_named = member.name.replace("_", " ") in about.lower()
            words = f"{member.schema.get('description', '')} {about if is_named else ''}"
            if member.schema.get("type") == "string" and _USED_ONCE.search(words):
                yield member

    def _taken_again(self, operation: Operation, member: Member) -> Reply | None:
        """Use a value, then what came in its place, then the value again."""
        document = self._open().document
        first = document.get(member.name) if isinstance(document, Mapping) else None
        if not isinstance(first, str):
            return None
        reply = self._use(operation, member, first)
        shown = None if reply is None or not is_success(reply) else json_of(reply)
        successor = shown.get(member.name) if isinstance(shown, dict) else None
        if isinstance(successor, str):
            reply = self._use(operation, member, successor)
        if reply is None or not is_success(reply):
            return None
        again = self._use(operation, member, first)
        return again if again is not None and is_success(again) else None

    def _use(self, operation: Operation, member: Member, value: str) -> Reply | None:
        self.workshop.bench.engine.desk.redactor.add(value)
        case = self.workshop.case(operation)
        if case is None or not isinstance(case.body, dict):
            return None
        case.body = {**case.body, member.name: value}
        return self.workshop.deliver(operation, self.caller, case)


def _path(operation: Operation) -> list[str]:
    return re.findall(r"\{([^{}]+)\}", operation.path)


def _is_good(reply: Reply | None) -> bool:
    return reply is not None and reply.status < _FIRST_ERROR


SESSIONS = Probe(_ID, "a session that goes on after its end, a token used twice", _run)
