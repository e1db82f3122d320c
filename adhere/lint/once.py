"""When one finding for the whole document says it better than one an operation."""

from __future__ import annotations

from collections.abc import Sequence

from adhere.contract import Cursor, Operation
from adhere.lint.rule import Subject

IGNORE = "x-adhere-ignore"


def concerns_all(subject: Subject, operations: Sequence[Operation]) -> bool:
    """Tell whether these are all operations, several, and none carries an excuse of its own."""
    is_all = 1 < len(operations) == len(subject.contract.operations)
    return is_all and not any(_is_excused(operation) for operation in operations)


def _is_excused(operation: Operation) -> bool:
    root = Cursor.root(operation.document)
    tokens = operation.pointer.tokens
    enclosing = (root.get(*tokens[:length]) for length in range(2, len(tokens) + 1))
    return any(place is not None and place.get(IGNORE) is not None for place in enclosing)
