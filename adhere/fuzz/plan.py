"""Which identity tests which operation, and how deeply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from adhere.contract.nodes import Operation
from adhere.fuzz.access import Access, access
from adhere.fuzz.identity import Identity
from adhere.fuzz.settings import Settings


class Depth(StrEnum):
    """How deeply an operation is tested.

    `WHOLE` every phase; `SHORT` a few random requests, since another identity does the rest;
    `DENIED` one, which must be turned away; `NONE` not at all.
    """

    WHOLE = "whole"
    SHORT = "short"
    DENIED = "denied"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Plan:
    """The depth of every operation (`POST /orders`) for one identity; `chained` go in chains."""

    identity: Identity
    depths: Mapping[str, Depth]
    chained: frozenset[str] = frozenset()

    def at(self, depth: Depth) -> list[str]:
        """Return the operations that are tested this deeply."""
        return [label for label, planned in self.depths.items() if planned is depth]


def plans(
    identities: tuple[Identity, ...], operations: Iterable[Operation], settings: Settings
) -> tuple[Plan, ...]:
    """Plan a run so that nothing is left untested and little is tested twice.

    What needs no credential is tested by the last identity only, the anonymous one as a rule:
    the others would send the same. Chains of calls are made as those who may do most, until
    nothing new is in them. With `settings.thorough` everybody tests everything.
    """
    depths: list[dict[str, Depth]] = [{} for _ in identities]
    operations = tuple(operations)
    for operation in operations:
        for planned, depth in zip(depths, _depths(identities, operation, settings), strict=True):
            planned[f"{operation.method} {operation.path}"] = depth
    chained = _chained([_usable(i, operations) for i in identities], settings)
    return tuple(map(Plan, identities, depths, chained))


def _usable(identity: Identity, operations: Iterable[Operation]) -> frozenset[str]:
    return frozenset(
        f"{o.method} {o.path}" for o in operations if _is_let_in(_standing(identity, o))
    )


def _chained(usable: list[frozenset[str]], settings: Settings) -> list[frozenset[str]]:
    """Return what each identity chains: all that it may do, or nothing."""
    if settings.thorough:
        return usable
    seen: set[str] = set()
    chained = [frozenset[str]()] * len(usable)
    for index in sorted(range(len(usable)), key=lambda index: -len(usable[index])):
        if not usable[index] <= seen:
            chained[index] = usable[index]
            seen |= usable[index]
    return chained


def _depths(
    identities: tuple[Identity, ...], operation: Operation, settings: Settings
) -> list[Depth]:
    if settings.thorough:
        return [Depth.WHOLE] * len(identities)
    standings = [_standing(identity, operation) for identity in identities]
    let_in = [index for index, standing in enumerate(standings) if _is_let_in(standing)]
    if standings[-1] is Access.OPEN:
        return [Depth.NONE] * (len(identities) - 1) + [Depth.WHOLE]
    return [
        Depth.DENIED
        if index not in let_in
        else (Depth.WHOLE if index == let_in[0] else Depth.SHORT)
        for index in range(len(identities))
    ]


def _standing(identity: Identity, operation: Operation) -> Access:
    schemes = {source.scheme for source in identity.sources}
    return access(operation, schemes, identity.scopes)


def _is_let_in(standing: Access) -> bool:
    return standing in {Access.OPEN, Access.GRANTED, Access.PRESUMED}
