"""Which places, directly or through others, refer to what does not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from adhere.contract.cursor import Cursor
from adhere.contract.reading import Reading
from adhere.document.grammar import GRAMMAR, Child, Kind, Many


def references(cursor: Cursor, kind: Kind) -> Iterator[str]:
    """Walk the `$ref`s in an object of the document; callbacks, which nobody serves, excepted."""
    return (ref for ref, _ in _written(kind, cursor.value, skip=(Kind.CALLBACK,)))


def _written(kind: Kind, value: Any, *, skip: Collection[Kind] = ()) -> Iterator[tuple[str, Kind]]:
    """Walk the `$ref`s in an object, and what each stands for, in the document's order.

    Of places it knows nothing, which makes it several times faster than `walk`.
    """
    stack = [(kind, value)]
    while stack:
        kind, value = stack.pop()
        if kind in skip or not isinstance(value, dict):
            continue
        if isinstance(value.get("$ref"), str):
            yield value["$ref"], kind
        grammar = GRAMMAR[kind]
        for key in reversed(value):
            held = value[key]
            child = grammar.child(key) if isinstance(held, dict | list) else None
            if child is not None:
                stack.extend((child.kind, inner) for inner in _held(child, held))


def _held(child: Child, held: dict[str, Any] | list[Any]) -> list[Any]:
    """Return what a field holds, the last first."""
    if child.many is Many.MAP:
        return list(held.values())[::-1] if isinstance(held, dict) else []
    return held[::-1] if isinstance(held, list) else [held]


@dataclass(frozen=True, slots=True)
class Dangling:
    """The `$ref`s that lead, at whatever remove, to something missing."""

    tainted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Cursor) -> Dangling:
        """Follow every `$ref` of the document."""
        kinds = dict(_written(Kind.OPENAPI, root.value))
        targets: dict[str, Cursor] = {}
        for reference in kinds:
            with suppress(LookupError):
                targets[reference] = root.target(reference)
        missing = kinds.keys() - targets.keys()
        if not missing:
            return cls()
        inside = {r: set(references(target, kinds[r])) for r, target in targets.items()}
        return cls(_spread(missing, inside))

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


def _spread(missing: Collection[str], inside: dict[str, set[str]]) -> dict[str, str]:
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
