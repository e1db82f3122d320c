"""A request that the contract does not admit is refused, with the status that it declares."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.fuzz.access import Access
from adhere.fuzz.checks.breach import Breach, Evidence

# What a service may find wrong before, or instead of, the shape: the caller, the path, media
# types, size, rate.
_FITTING = frozenset({400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 428, 429, 431})
_SERVER_ERROR = 500


def invalid_request(evidence: Evidence) -> Iterator[Breach]:
    """Find invalid requests that are accepted, or judged by the state of things first."""
    if not evidence.is_invalid or evidence.status in _FITTING:
        return
    if evidence.status >= _SERVER_ERROR or evidence.access is Access.UNKNOWN_CALLER:
        return
    detail = f"The request is invalid: {evidence.verdict.reason}."
    pointer = evidence.verdict.pointer or evidence.operation.pointer
    if evidence.succeeded:
        reason = f"accepts an invalid request: {evidence.verdict.reason}"
    else:
        reason = f"answers {evidence.status} to an invalid request, not the declared 400 or 422"
    declared = {response.status for response in evidence.operation.responses}
    promised = tuple(sorted(declared & {"400", "422"})) or ("4XX",)
    yield Breach("invalid-request", reason, detail, pointer, promised)
