"""Divides a run among several machines, so that nothing is lost.

What a check may need together stays together: the operations on things of one kind. Each part
also has the operations that create and list what its own name, and those whose links lead to its
own; they are tested more than once, and what is found twice is one when reports are merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from adhere.contract.nodes import Contract, Operation
from adhere.fuzz.changes import producers
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.resources import Resource, resources

_WRITTEN = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `index` of `count`, counted from 1: `2/4`."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `2/4`; raise FuzzError where it is not that."""
        match = _WRITTEN.fullmatch(text)
        index, count = map(int, match.groups()) if match else (1, 0)
        if index > count:
            raise FuzzError(f"a shard is written I/N, I from 1 to N (2/4), not {text!r}")
        return cls(index, count)

    def __str__(self) -> str:
        """Return `2/4`."""
        return f"{self.index}/{self.count}"


@dataclass(frozen=True, slots=True)
class Part:
    """The operations (`POST /orders`) of a shard, and those that they need besides."""

    own: frozenset[str]
    needed: frozenset[str]

    @property
    def tested(self) -> frozenset[str]:
        """What there is to test."""
        return self.own | self.needed


def part_of(contract: Contract, shard: Shard, chosen: Iterable[str] | None = None) -> Part:
    """Return the part of a shard, the same in every process; of `chosen` operations only.

    Units of what stays together go to the part that has least so far, the largest first.
    """
    wanted = None if chosen is None else frozenset(chosen)
    parts: list[list[str]] = [[] for _ in range(shard.count)]
    for unit in sorted(_units(contract), key=len, reverse=True):  # equal ones keep their order
        labels = [label for label in unit if wanted is None or label in wanted]
        min(parts, key=len).extend(labels)
    own = frozenset(parts[shard.index - 1])
    return Part(own, _needed(contract, own) - own)


def _units(contract: Contract) -> list[list[str]]:
    """Return the operations, those on things of one kind together, in the contract's order."""
    kinds = resources(contract)
    units: dict[str, list[str]] = {}
    for operation in contract.operations:
        units.setdefault(_unit(operation, kinds), []).append(_label(operation))
    return list(units.values())


def _unit(operation: Operation, kinds: tuple[Resource, ...]) -> str:
    """Return the path of the things that an operation is about, or its own."""
    path = operation.path
    about = [k for k in kinds if path == k.item or path.startswith(f"{k.item}/")]
    if any(path == kind.collection for kind in kinds):
        about = [kind for kind in kinds if path == kind.collection]
    return max((kind.item for kind in about), key=len, default=path)


def _needed(contract: Contract, own: frozenset[str]) -> frozenset[str]:
    """Return what creates what these name, what lists it, what links to these, and so on."""
    by_id = {o.operation_id: _label(o) for o in contract.operations if o.operation_id}
    paths = [label.partition(" ")[2] for label in own]
    found = own | {
        _label(kind.list)
        for kind in resources(contract)
        if kind.list is not None and any(path.startswith(kind.item) for path in paths)
    }
    while True:
        linking = {
            _label(operation)
            for operation in contract.operations
            if any(by_id.get(link.operation_id or "") in own for link in operation.links)
        }
        more = found | linking | producers(contract, found | linking)
        if more == found:
            return found
        found = more


def _label(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"
