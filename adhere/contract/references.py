"""Which places, directly or through others, refer to what does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from adhere.contract.cursor import Cursor
from adhere.contract.reading import Reading
from adhere.contract.walk import Part, walk
from adhere.document.grammar import Kind


def references(cursor: Cursor, kind: Kind) -> Iterator[str]:
    """Walk the `$ref`s in an object of the document; callbacks, which nobody serves, excepted."""
    for part in walk(Part(kind, cursor), skip=(Kind.CALLBACK,)):
        reference = part.cursor.reference
        if reference is not None:
            yield reference


@dataclass(frozen=True, slots=True)
class Dangling:
    """The `$ref`s that lead, at whatever remove, to something missing."""

    tainted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Cursor) -> Dangling:
        """Follow every `$ref` of the document."""
        kinds = {
            part.cursor.reference: part.kind
            for part in walk(Part(Kind.OPENAPI, root))
            if part.cursor.reference is not None
        }
        inside: dict[str, set[str]] = {}
        missing: set[str] = set()
        for reference, kind in kinds.items():
            try:
                inside[reference] = set(references(root.target(reference), kind))
            except LookupError:
                missing.add(reference)
        return cls(_spread(missing, inside) if missing else {})

    def check(self, operation: Cursor, item: Cursor, reading: Reading) -> None:
        """Leave an operation out whose schemas cannot be compiled."""
        if not self.tainted:
            return
        used = set(references(operation, Kind.OPERATION))
        for parameter in item.elements("parameters"):
            used.update(references(parameter, Kind.PARAMETER))
        for reference in sorted({self.tainted[r] for r in used if r in self.tainted}):
            reading.leave_out(
                f"it refers to {reference!r}, which does not exist",
                at=operation,
                mend="Correct the $ref, or add what it refers to.",
            )


def _spread(missing: set[str], inside: dict[str, set[str]]) -> dict[str, str]:
    users: dict[str, list[str]] = {}
    for user, used in inside.items():
        for reference in used:
            users.setdefault(reference, []).append(user)
    tainted = {reference: reference for reference in sorted(missing)}
    queue = list(tainted)
    while queue:
        reference = queue.pop()
        for user in users.get(reference, ()):
            if user not in tainted:
                tainted[user] = tainted[reference]
                queue.append(user)
    return tainted
