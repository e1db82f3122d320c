"""Who gets which name where several ask for the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from adhere.contract.cursor import Cursor
from adhere.contract.findings import finding
from adhere.contract.nodes import Node
from adhere.diagnostics import Diagnostic, Severity

COLLISION = "name-collision"


@dataclass(frozen=True, slots=True)
class Claim:
    """A node that asks for a name made from what is written; `is_pinned` by `x-adhere-name`."""

    node: Node
    written: str
    name: str
    is_pinned: bool = False

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """Pinned names first, then names used as written; order in the document plays no part."""
        return (not self.is_pinned, self.name != self.written, str(self.node.pointer))


@dataclass(frozen=True, slots=True)
class Namespace:
    """Names of one kind that must differ, and differ from those `reserved`.

    A claim to a reserved name gets `suffix`; to the name of another claim, a number. Names
    are compared by `key`, so that files can be told apart by case alone nowhere.
    """

    kind: str
    reserved: Collection[str]
    suffix: str
    separator: str = "_"
    key: Callable[[str], str] = field(default=str)

    def allocate(self, claims: Sequence[Claim]) -> tuple[list[str], list[Diagnostic]]:
        """Return a name for each claim, in their order, and the collisions."""
        owners: dict[str, Claim] = {}
        names = [""] * len(claims)
        findings: list[Diagnostic] = []
        for index, claim in sorted(enumerate(claims), key=lambda item: item[1].rank):
            wanted = f"{claim.name}{self.suffix}" if claim.name in self.reserved else claim.name
            name = next(n for n in self._candidates(wanted) if self.key(n) not in owners)
            if name != wanted:
                findings.extend(self._collision(claim, owners[self.key(wanted)], name))
            owners[self.key(name)] = claim
            names[index] = name
        return names, findings

    def _candidates(self, wanted: str) -> Iterator[str]:
        yield wanted
        for number in count(2):
            candidate = f"{wanted}{self.separator}{number}"
            if candidate not in self.reserved:
                yield candidate

    def _collision(self, claim: Claim, owner: Claim, name: str) -> Iterator[Diagnostic]:
        if claim.written == owner.written:
            return
        yield finding(
            Cursor.of(claim.node),
            rule=COLLISION,
            severity=Severity.WARNING,
            message=f"the {self.kind} {claim.written!r} and {owner.written!r} would both be called "
            f"{owner.name!r}; this one is called {name!r}",
            related=[(f"{owner.written!r} stands here", Cursor.of(owner.node))],
            mend="Rename one of them, or pin a name with `x-adhere-name`.",
        )
