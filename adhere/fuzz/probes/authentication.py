"""Only a valid credential proves who calls: everything near it is answered 401.

RFC 9110 section 15.5.2, RFC 6750 section 3.1, RFC 8725 section 3.1 (`alg` none).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemathesis import Case

from adhere.contract.nodes import Operation, ParameterLocation, SchemeType, SecurityScheme
from adhere.fuzz.access import Access
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.authorization import UNKNOWN_CALLER
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.checks.challenge import MISSING_CHALLENGE
from adhere.fuzz.credentials import Credential
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.forgery import Forgery, forgeries
from adhere.fuzz.probes.probe import INCONCLUSIVE, PAST_THE_GATE, Bench, Probe, Reply
from adhere.fuzz.probes.specimen import Specimens
from adhere.fuzz.settings import SAFE_METHODS
from adhere.fuzz.shell import placeholder

_ID = "authentication"
_REFUSED = frozenset({400, 401})
_UNAUTHORIZED = 401
_FORBIDDEN = 403
_FIRST_ERROR = 400


def _run(bench: Bench) -> None:
    specimens = Specimens(bench)
    for caller, scheme in _schemes(bench):
        for operation in _representatives(bench, caller, scheme):
            with bench.attempt(operation):
                is_tested = _test(bench, specimens, operation, (caller, scheme))
                if is_tested and not bench.engine.settings.thorough:
                    break


def _test(bench: Bench, specimens: Specimens, operation: Operation, by: tuple[Caller, str]) -> bool:
    """Try every forgery; tell whether that could be, the real credential being let in."""
    caller, scheme = by
    real = next(c for c in caller.credentials if c.scheme == scheme)
    case = specimens.of(operation, (real,))
    if case is None or not _lets_in(bench.send(case, (real,))):
        return False
    _Suspect(bench, operation, case, caller).try_all(real)
    return True


def _schemes(bench: Bench) -> Iterator[tuple[Caller, str]]:
    """Yield each scheme that somebody has a credential for, once."""
    seen: set[str] = set()
    for caller in bench.callers:
        for credential in caller.credentials:
            if credential.scheme not in seen:
                seen.add(credential.scheme)
                yield caller, credential.scheme


def _representatives(bench: Bench, caller: Caller, scheme: str) -> list[Operation]:
    """Return the operations where this scheme alone lets the caller in, the telling ones first.

    Best are safe ones that need nothing to exist; where none is, any.
    """
    let_in = {Access.GRANTED, Access.PRESUMED}
    found = [
        operation
        for operation in bench.operations
        if any([u.scheme for u in r.uses] == [scheme] for r in operation.security or ())
        and bench.standing(caller, operation) in let_in
    ]
    return sorted(found, key=_how_telling)


def _how_telling(operation: Operation) -> tuple[bool, bool, bool]:
    needs = any(p.location is ParameterLocation.PATH for p in operation.parameters)
    return operation.method not in SAFE_METHODS, needs, operation.method == "DELETE"


def _lets_in(reply: Reply) -> bool:
    return reply.status < _FIRST_ERROR or reply.status in PAST_THE_GATE


@dataclass(frozen=True, slots=True)
class _Suspect:
    """One operation, and a request to it that a credential gets past its gate."""

    bench: Bench
    operation: Operation
    case: Case[Any]
    caller: Caller

    def try_all(self, real: Credential) -> None:
        """Send everything that can be forged from the credential."""
        is_text_ignored = False
        for forgery in forgeries(real):
            if (forgery.is_text and is_text_ignored) or self._is_another_scheme(forgery):
                continue
            is_taken = self._is_taken(forgery)
            is_text_ignored |= forgery.is_text and is_taken
            if is_taken and forgery.credential is None:
                return  # who lets nobody in lets everybody in

    def _is_another_scheme(self, forgery: Forgery) -> bool:
        """Tell whether the contract itself names this place for another scheme."""
        shown = forgery.credential
        return shown is not None and any(
            (scheme.location, scheme.parameter_name) == (shown.location, shown.name)
            and scheme.name != shown.scheme
            for scheme in self.bench.contract.security_schemes
        )

    def _is_taken(self, forgery: Forgery) -> bool:
        """Send one, enter what it shows, and tell whether it was not refused."""
        reply = self._send(forgery)
        breach = None if reply.status in INCONCLUSIVE else self._breach(forgery, reply)
        if breach is None or self._send(forgery).status != reply.status:
            return False
        self.bench.report(self.operation, breach, reply, (self.caller.plan.identity.name, _ID))
        return reply.status not in _REFUSED

    def _send(self, forgery: Forgery) -> Reply:
        shown = () if forgery.credential is None else (forgery.credential,)
        for credential in shown:  # a forgery tells most of what it was made from
            hint = f"set it to {forgery.kind}, without the scheme"
            stand_in = placeholder("FORGED_CREDENTIAL", hint)
            self.bench.engine.desk.redactor.add(credential.value.rpartition(" ")[2], stand_in)
        return self.bench.send(self.case, shown, edit=forgery.edit)

    def _breach(self, forgery: Forgery, reply: Reply) -> Breach | None:
        if reply.status not in _REFUSED:
            return _taken(self.operation, forgery, reply.status)
        if reply.status != _UNAUTHORIZED or reply.response.headers.get("www-authenticate"):
            return None
        if not any(scheme.type is SchemeType.HTTP for scheme in self._asked()):
            return None
        detail = "A server that answers 401 must send WWW-Authenticate (RFC 9110 section 15.5.2)."
        declared = declared_response(self.operation, _UNAUTHORIZED)
        pointer = self.operation.pointer if declared is None else declared.pointer
        return Breach("challenge", MISSING_CHALLENGE, detail, pointer)

    def _asked(self) -> list[SecurityScheme]:
        security = self.operation.security or ()
        names = {use.scheme for requirement in security for use in requirement.uses}
        return [scheme for scheme in self.bench.contract.security_schemes if scheme.name in names]


def _taken(operation: Operation, forgery: Forgery, status: int) -> Breach:
    """Return the breach; without any credential it is the same as the matrix finds."""
    detail = "Only a valid credential proves who calls; this must be answered 401."
    place = operation.pointer / "security"
    if forgery.credential is not None:
        return Breach(_ID, f"answers {status} to {forgery.kind}", detail, place, ("400", "401"))
    reason = UNKNOWN_CALLER.format(status)
    if status == _FORBIDDEN:
        reason += "; that is 401"
    return Breach("authorization", reason, detail, place, ("401",))


AUTHENTICATION = Probe(
    _ID,
    "a credential that is missing, malformed, tampered, unsigned or misplaced, and yet taken",
    _run,
)
