"""The goals of security: who was let in, and who was turned away."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract.nodes import (
    Contract,
    Operation,
    ParameterLocation,
    SchemeType,
    SchemeUse,
    SecurityScheme,
)
from adhere.coverage.goals import Kind, Side, goal_id
from adhere.coverage.outcome import Outcome, outcome
from adhere.coverage.routes import label
from adhere.fuzz.observer import Observed
from adhere.fuzz.wire import WireRequest

_UNAUTHORIZED, _FORBIDDEN = 401, 403


class Callers:
    """Reads from a request whose credentials it carries.

    Two schemes whose credentials look alike are told apart only where the sender says who calls.
    """

    def __init__(self, contract: Contract) -> None:
        """Take the contract's security schemes."""
        self._schemes = {scheme.name: scheme for scheme in contract.security_schemes}

    def reached(self, operation: Operation, seen: Observed) -> Iterator[str]:
        """Yield the goals that a reply reaches by who asked."""
        name = label(operation)
        carried = self._carried(seen)
        if seen.status == _UNAUTHORIZED:
            yield goal_id(Kind.SECURITY, operation.pointer, Side.TURNED_AWAY, name)
        for requirement in operation.security or ():
            is_met = all(use.scheme in carried for use in requirement.uses)
            if is_met and self._is_let_in(seen) and not _lacking(requirement.uses, seen):
                yield goal_id(Kind.SECURITY, requirement.pointer, Side.LET_IN, name)
            if is_met and seen.status == _FORBIDDEN:
                for use, scope in _lacking(requirement.uses, seen, presumed=True):
                    yield goal_id(Kind.SECURITY, use.pointer, Side.TURNED_AWAY, f"{name} {scope}")

    @staticmethod
    def _is_let_in(seen: Observed) -> bool:
        return outcome(seen.status) is not Outcome.UNKNOWN

    def _carried(self, seen: Observed) -> frozenset[str]:
        shown = (s.name for s in self._schemes.values() if _is_on(s, seen.request))
        known = None if seen.caller is None else {s.scheme for s in seen.caller.sources}
        return frozenset(name for name in shown if known is None or name in known)


def _lacking(
    uses: tuple[SchemeUse, ...], seen: Observed, *, presumed: bool = False
) -> list[tuple[SchemeUse, str]]:
    """Return the scopes that the caller does not hold; those nobody knows of where `presumed`."""
    held = None if seen.caller is None else seen.caller.scopes
    if held is None:
        return [(use, scope) for use in uses for scope in use.scopes] if presumed else []
    return [(use, scope) for use in uses for scope in use.scopes if scope not in held]


def _is_on(scheme: SecurityScheme, request: WireRequest) -> bool:
    """Tell whether a request carries something that looks like a credential of a scheme."""
    if scheme.type is SchemeType.MUTUAL_TLS:
        return True  # nothing of it is in the request
    if scheme.type is not SchemeType.API_KEY:
        kind = (scheme.http_scheme or "bearer").lower()
        return request.headers.get("authorization", "").lower().startswith(f"{kind} ")
    name = scheme.parameter_name or ""
    match scheme.location:
        case ParameterLocation.QUERY:
            return any(key == name for key, _ in request.query)
        case ParameterLocation.COOKIE:
            return name in (request.cookies() or {})
    return name.lower() in request.headers
