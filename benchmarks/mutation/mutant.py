"""A bug of the reference service that can be switched on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.mutation.plant import Plant
from benchmarks.mutation.world import World


class Family(StrEnum):
    """What kind of promise a bug breaks."""

    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    OWNERSHIP = "ownership"
    STATES = "states"
    LOST_UPDATES = "lost updates"
    IDEMPOTENCY = "idempotency"
    COLLECTIONS = "collections"
    MEDIA_TYPES = "media types"
    ENCODING = "encoding"
    MASS_ASSIGNMENT = "mass assignment"
    CONSTRAINTS = "constraints"
    REPLIES = "replies"
    FAILURES = "failures"
    LEAKS = "leaks"
    PROTOCOL = "protocol"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One bug: how it is planted, and requests that a service with it answers otherwise.

    `observe` returns what it saw as a plain value, the same each time on a correct service.
    """

    id: str
    family: Family
    plant: Callable[[Plant], None]
    observe: Callable[[World], object]
