"""HTTP as it is written: methods, HEAD, conditional requests, media types.

RFC 9110 sections 9.3.2 (HEAD), 15.5.6 (405), 10.2.1 (Allow), 12.5.1 (Accept), 13.1.2
(If-None-Match), 15.5.16 (415).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from adhere.contract.nodes import Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.contents import Contents
from adhere.fuzz.probes.probe import INCONCLUSIVE, Bench, Probe, Reply
from adhere.fuzz.probes.workshop import (
    Workshop,
    etag_of,
    is_success,
    response_pointer,
)
from adhere.fuzz.resources import declares, has_header

_ID = "protocol"
_METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
_NOT_MODIFIED, _NOT_FOUND, _NOT_ALLOWED, _NOT_ACCEPTABLE, _UNSUPPORTED = 304, 404, 405, 406, 415
# HEAD need not be supported where nobody declares it.
_NO_HEAD = frozenset({405, 501, 503})
_UNKNOWN_MEDIA_TYPE = "application/vnd.nobody.knows"


def _run(bench: Bench) -> None:
    workshop = Workshop(bench, _ID)
    for operation in bench.operations:
        for caller in workshop.callers(operation)[-1:]:
            with bench.attempt(operation):
                _Tester(workshop, operation, caller).test()


@dataclass(frozen=True, slots=True)
class _Tester:
    workshop: Workshop
    operation: Operation
    caller: Caller

    def test(self) -> None:
        """Try what the method and the declared statuses promise."""
        profile = self.workshop.bench.engine.profile
        if profile.may_leave_the_contract and self.operation == self._first_of_path():
            self._methods()
        if declares(self.operation, _NOT_ACCEPTABLE):
            reason = "answers an Accept that it cannot satisfy as if it could"
            self._report(reason, self._unacceptable, status=_NOT_ACCEPTABLE)
        if self.operation.method == "GET":
            self._report("answers HEAD otherwise than GET", self._head)
            self._conditional()
        elif (
            profile.may_change
            and self.operation.request_body
            and declares(self.operation, _UNSUPPORTED)
        ):
            reason = "takes a body of a media type that is not declared"
            self._report(reason, self._unsupported, status=_UNSUPPORTED)
        if profile.may_change and self.operation.method == "PUT":
            Contents(self.workshop, self.operation, self.caller).test()

    def _report(self, reason: str, seen: Any, *, status: int = 0) -> None:
        pointer = response_pointer(self.operation, status) if status else None
        self.workshop.confirm(
            self.operation,
            reason,
            "Seen twice.",
            seen=seen,
            caller=self.caller,
            pointer=pointer,
        )

    def _first_of_path(self) -> Operation:
        operations = self.workshop.bench.contract.operations
        return next(o for o in operations if o.path == self.operation.path)

    # Methods

    def _methods(self) -> None:
        paths = [o for o in self.workshop.bench.contract.operations if _overlap(o, self.operation)]
        declared = {o.method for o in paths}
        for method in _METHODS:
            if method in declared:
                continue
            reason = "does what no operation declares, for another method"
            self._report(reason, lambda m=method: self._undeclared(m))
            reason = "answers 405 without the methods of the path in Allow"
            self._report(reason, lambda m=method: self._allow(m, declared))
            break

    def _other(self, method: str) -> Reply | None:
        case = self.workshop.case(self.operation)
        if case is None:
            return None

        def edit(prepared: requests.PreparedRequest) -> None:
            prepared.method = method

        return self.workshop.bench.send(case, self.caller.credentials, edit=edit)

    def _undeclared(self, method: str) -> Reply | None:
        reply = self._other(method)
        return reply if reply is not None and is_success(reply) else None

    def _allow(self, method: str, declared: set[str]) -> Reply | None:
        reply = self._other(method)
        if reply is None or reply.status != _NOT_ALLOWED:
            return None
        values = reply.response.headers.get("allow") or []
        allowed = {m.strip().upper() for value in values for m in value.split(",")} - {""}
        is_right = declared <= allowed <= declared | {"HEAD", "OPTIONS"}
        return None if is_right else reply

    # Reading

    def _names(self) -> Mapping[str, Any]:
        for kind in self.workshop.kinds:
            if self.operation.path == kind.item or self.operation.path.startswith(f"{kind.item}/"):
                key = f"protocol {kind.item}"
                shared = self.workshop.bench.shared
                if not self.workshop.bench.engine.profile.may_change:
                    return {}
                if key not in shared:
                    shared[key] = self.workshop.make(kind, self.caller) or self.workshop.some(kind)
                if shared[key] is not None and self.operation.path == kind.item:
                    return dict(shared[key].names)
                names = {} if shared[key] is None else dict(shared[key].names)
                if self.operation.path.count("{") == len(names):
                    return names
        return {}

    def _get(self, **headers: str) -> Reply | None:
        return self.workshop.send(self.operation, self.caller, names=self._names(), headers=headers)

    def _head(self) -> Reply | None:
        case = self.workshop.case(self.operation, names=self._names())
        got = self._get()
        if case is None or got is None or not is_success(got):
            return None

        def edit(prepared: requests.PreparedRequest) -> None:
            prepared.method = "HEAD"

        head = self.workshop.bench.send(case, self.caller.credentials, edit=edit)
        if head.status in _NO_HEAD or head.status in INCONCLUSIVE:
            return None
        is_same = (head.status, etag_of(head)) == (got.status, etag_of(got))
        return None if is_same and not head.response.content else head

    def _conditional(self) -> None:
        if not has_header(self.operation, "If-None-Match"):
            return
        if declares(self.operation, _NOT_MODIFIED):
            reason = "sends again what the caller holds"
            self._report(reason, self._sent_again, status=_NOT_MODIFIED)
        self._report("answers 304 for a version that is not the stored one", self._not_sent)

    def _sent_again(self) -> Reply | None:
        first = self._get()
        tag = None if first is None else etag_of(first)
        again = None if tag is None else self._get(**{"If-None-Match": tag})
        return again if again is not None and is_success(again) else None

    def _not_sent(self) -> Reply | None:
        reply = self._get(**{"If-None-Match": '"none-of-ours"'})
        return reply if reply is not None and reply.status == _NOT_MODIFIED else None

    # Media types

    def _unacceptable(self) -> Reply | None:
        """Ask for what cannot be had, where every success brings content.

        Where one brings none, the service may find out too late (RFC 9110 section 12.5.1).
        """
        good = [response for response in self.operation.responses if response.is_success]
        if self.operation.method != "GET" or not all(response.content for response in good):
            return None
        got = self._get()
        if got is None or not is_success(got) or not got.response.content:
            return None
        reply = self._get(Accept=_UNKNOWN_MEDIA_TYPE)
        is_answered = reply is not None and is_success(reply) and reply.response.content
        return reply if is_answered else None

    def _unsupported(self) -> Reply | None:
        case = self.workshop.case(self.operation, names=self._names())
        if case is None or not isinstance(case.body, dict | list):
            return None

        def edit(prepared: requests.PreparedRequest) -> None:
            prepared.headers["Content-Type"] = _UNKNOWN_MEDIA_TYPE

        reply = self.workshop.deliver(self.operation, self.caller, case, edit)
        return reply if is_success(reply) else None


def _overlap(one: Operation, other: Operation) -> bool:
    """Tell whether some path is one of both templates."""
    pairs = list(zip(one.path.split("/"), other.path.split("/"), strict=False))
    is_long = one.path.count("/") == other.path.count("/")
    return is_long and all(a == b or "{" in a or "{" in b for a, b in pairs)


PROTOCOL = Probe(_ID, "a method, a condition or a media type that HTTP treats otherwise", _run)
