"""What a status says of the request that it answers."""

from __future__ import annotations

from enum import Enum, auto

# RFC 9110 and RFC 6585: the request was turned away before anybody looked at its values.
_BEFORE = frozenset({401, 403, 405, 406, 407, 408, 421, 425, 426, 429, 431})
_REFUSED = frozenset({400, 411, 413, 414, 415, 422})
_SERVER_ERROR = 500
_NOT_FOUND = 404


class Outcome(Enum):
    """Whether the values of a request were let pass, refused, or never looked at."""

    LET_PASS = auto()
    REFUSED = auto()
    UNKNOWN = auto()


def outcome(status: int, *, is_path_broken: bool = False) -> Outcome:
    """Return what became of the values.

    A thing that is not there (404), or whose state forbids (409, 412), was looked for with
    values that are right, unless the path itself breaks its schema.
    """
    if status in _BEFORE or status >= _SERVER_ERROR:
        return Outcome.UNKNOWN
    if status in _REFUSED or (status == _NOT_FOUND and is_path_broken):
        return Outcome.REFUSED
    return Outcome.LET_PASS


def is_success(status: int) -> bool:
    """Tell whether the service did what it was asked (RFC 9110, section 15)."""
    return status < 400  # noqa: PLR2004 - the class of a status is its first digit
