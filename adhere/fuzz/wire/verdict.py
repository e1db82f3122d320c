"""What can be said about a request or a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from adhere.source import Pointer


class Validity(StrEnum):
    """Whether the contract admits a request."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The validity, and for an invalid request why, and the node that it breaks."""

    validity: Validity
    reason: str = ""
    pointer: Pointer | None = None


VALID = Verdict(Validity.VALID)
UNKNOWN = Verdict(Validity.UNKNOWN)


def invalid(reason: str, pointer: Pointer) -> Verdict:
    """Return the verdict that the node at `pointer` is not kept."""
    return Verdict(Validity.INVALID, reason, pointer)


def combine(verdicts: Iterable[Verdict]) -> Verdict:
    """Judge the whole from its parts: the first invalid one decides, else any unknown one."""
    result = VALID
    for verdict in verdicts:
        if verdict.validity is Validity.INVALID:
            return verdict
        if verdict.validity is Validity.UNKNOWN:
            result = verdict
    return result
