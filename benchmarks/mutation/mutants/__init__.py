"""Every bug, by its name; one file for families that are close."""

from __future__ import annotations

from benchmarks.mutation.mutant import Mutant
from benchmarks.mutation.mutants import (
    access,
    collections,
    data,
    protocol,
    replies,
    states,
    texts,
    updates,
)

_ALL = (
    *access.MUTANTS,
    *states.MUTANTS,
    *updates.MUTANTS,
    *collections.MUTANTS,
    *data.MUTANTS,
    *texts.MUTANTS,
    *replies.MUTANTS,
    *protocol.MUTANTS,
)
MUTANTS: dict[str, Mutant] = {mutant.id: mutant for mutant in _ALL}
