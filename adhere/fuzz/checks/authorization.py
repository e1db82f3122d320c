"""Who may do what: the reply to a caller is the one that `security` says."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from adhere.contract.nodes import Operation, ParameterLocation, SchemeUse
from adhere.fuzz.access import Access
from adhere.fuzz.checks.breach import Breach, Evidence

UNKNOWN_CALLER = "answers {} to a caller without a valid credential"

_LET_IN = ("2XX", "3XX", "404", "409", "412", "422", "428")
# The statuses that `security` lets a reply to each caller have.
PROMISED = MappingProxyType(
    {
        Access.UNKNOWN_CALLER: ("401", "403"),  # 403: who is known by another scheme
        Access.FORBIDDEN: ("403",),
        Access.PRESUMED: (*_LET_IN, "403"),
        Access.GRANTED: _LET_IN,
        Access.OPEN: _LET_IN,
    }
)

_UNAUTHORIZED = 401
_FORBIDDEN = 403


def authorization(evidence: Evidence) -> Iterator[Breach]:
    """Find operations done for the wrong caller, and callers turned away without cause.

    403 to a caller who holds every scope is accepted where the path names a resource: it may
    belong to somebody else.
    """
    reason = _reason(evidence)
    if reason is not None:
        detail = f"The contract asks for {asked_of(evidence.operation)}."
        place = evidence.operation.pointer / "security"
        yield Breach("authorization", reason, detail, place, PROMISED[evidence.access])


def _reason(evidence: Evidence) -> str | None:
    status = evidence.status
    match evidence.access:
        case Access.UNKNOWN_CALLER if evidence.succeeded:
            return UNKNOWN_CALLER.format(status)
        case Access.FORBIDDEN if evidence.succeeded:
            return f"answers {status} to a caller who lacks the scope or role"
        case Access.FORBIDDEN if status == _UNAUTHORIZED:
            return "answers 401 to a valid credential that lacks a scope or role; that is 403"
        case Access.GRANTED | Access.PRESUMED if status == _UNAUTHORIZED:
            return "answers 401 to a valid credential"
        case Access.GRANTED if status == _FORBIDDEN and not _names_a_resource(evidence):
            return "answers 403 to a caller who holds the scope or role"
    return None


def asked_of(operation: Operation) -> str:
    """Return the requirements in words: `userToken (manager) or clientToken (stock:write)`."""
    return " or ".join(
        " and ".join(_use(use) for use in requirement.uses) or "nothing"
        for requirement in operation.security or ()
    )


def _use(use: SchemeUse) -> str:
    return f"{use.scheme} ({', '.join(use.scopes)})" if use.scopes else use.scheme


def _names_a_resource(evidence: Evidence) -> bool:
    return any(p.location is ParameterLocation.PATH for p in evidence.operation.parameters)
