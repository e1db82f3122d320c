"""Which places, directly or through others, refer to what does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from adhere.contract.cursor import Cursor
from adhere.contract.reading import Reading

# Members that hold data, not parts of the document: a `$ref` inside is only a value.
_DATA = frozenset({"example", "examples", "default", "enum", "const", "value"})
# Members whose own keys are names that somebody chose.
_NAMED = frozenset(
    {
        "properties", "patternProperties", "$defs", "definitions", "dependentSchemas",
        "responses", "headers", "content", "encoding", "schemas", "parameters",
        "requestBodies", "links", "mediaTypes", "paths", "pathItems", "additionalOperations",
    }
)  # fmt: skip


def references(value: Any, *, is_named: bool = False) -> Iterator[str]:
    """Walk the `$ref`s in a part of the document, those in examples and defaults excepted."""
    if isinstance(value, list):
        for element in value:
            yield from references(element)
    elif isinstance(value, dict):
        if not is_named and isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for key, member in value.items():
            if is_named or not (key in _DATA or key.startswith("x-")):
                yield from references(member, is_named=not is_named and key in _NAMED)


@dataclass(frozen=True, slots=True)
class Dangling:
    """The `$ref`s that lead, at whatever remove, to something missing."""

    tainted: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Cursor) -> Dangling:
        """Follow every `$ref` of the document."""
        inside: dict[str, set[str]] = {}
        missing: set[str] = set()
        for reference in set(references(root.value)):
            try:
                inside[reference] = set(references(root.target(reference).value))
            except LookupError:
                missing.add(reference)
        return cls(_spread(missing, inside))

    def check(self, operation: Cursor, item: Cursor, reading: Reading) -> None:
        """Leave an operation out whose schemas cannot be compiled."""
        if not self.tainted:
            return
        served = {k: v for k, v in operation.value.items() if k != "callbacks"}
        shared = {"parameters": item.value.get("parameters")}
        used = (*references(served), *references(shared))
        broken = sorted({self.tainted[r] for r in used if r in self.tainted})
        for reference in broken:
            reading.leave_out(
                f"it refers to {reference!r}, which does not exist",
                at=operation,
                mend="correct the $ref, or add what it refers to",
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
