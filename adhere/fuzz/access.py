"""What `security` says about one caller and one operation (OpenAPI 3.1, 4.8.30)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from adhere.contract.nodes import Operation, SecurityRequirement


class Access(StrEnum):
    """The standing of a request before an operation.

    `OPEN` nobody need be known; `GRANTED` a requirement is met in full; `PRESUMED` its schemes
    are met, its scopes may be; `FORBIDDEN` known, but scopes are lacking; `UNKNOWN_CALLER` no
    requirement's schemes are met, so the answer is 401.
    """

    OPEN = "open"
    GRANTED = "granted"
    PRESUMED = "presumed"
    FORBIDDEN = "forbidden"
    UNKNOWN_CALLER = "unknown caller"


_PREFERENCE = (Access.OPEN, Access.GRANTED, Access.PRESUMED, Access.FORBIDDEN)


def access(
    operation: Operation, schemes: AbstractSet[str], scopes: frozenset[str] | None
) -> Access:
    """Return the best standing that the schemes shown, with these scopes, give the caller."""
    if not operation.security:
        return Access.OPEN
    standings = {_standing(item, schemes, scopes) for item in operation.security}
    return next((a for a in _PREFERENCE if a in standings), Access.UNKNOWN_CALLER)


def _standing(
    requirement: SecurityRequirement, schemes: AbstractSet[str], scopes: frozenset[str] | None
) -> Access:
    if not requirement.uses:
        return Access.OPEN
    if not all(use.scheme in schemes for use in requirement.uses):
        return Access.UNKNOWN_CALLER
    needed = {scope for use in requirement.uses for scope in use.scopes}
    if not needed:
        return Access.GRANTED
    if scopes is None:
        return Access.PRESUMED
    return Access.GRANTED if needed <= scopes else Access.FORBIDDEN
