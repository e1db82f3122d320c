"""A request that the contract admits is served, or refused for a reason beyond its shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from adhere.fuzz.access import Access
from adhere.fuzz.checks.breach import Breach, Evidence

# Refusals by who asks, what exists, the state of things, size, rate: a valid request may meet them.
_BEYOND_SHAPE = frozenset({401, 402, 403, 404, 409, 410, 412, 413, 414, 423, 428, 429, 431, 451})
_UNPROCESSED = frozenset({400, 422})
_SERVER_ERROR = 500


def valid_request(evidence: Evidence) -> Iterator[Breach]:
    """Find valid requests that are refused as if they were not."""
    if not evidence.is_valid or evidence.succeeded or evidence.status >= _SERVER_ERROR:
        return
    if evidence.status in _BEYOND_SHAPE or evidence.access is Access.UNKNOWN_CALLER:
        return
    if evidence.status in _UNPROCESSED and _refuses_content(evidence):
        return
    reason = f"refuses a valid request with {evidence.status}"
    detail = "Everything that was sent is valid under the contract."
    pointer, promised = evidence.operation.pointer, ("2XX", "3XX")
    yield Breach("valid-request", reason, detail, pointer, promised)


def _refuses_content(evidence: Evidence) -> bool:
    """Tell whether the reply itself says that the shape was right and the content was refused.

    A token endpoint answers 400 for credentials it does not know (RFC 6749 section 5.2). Where
    the contract's problem document can list `errors`, one that lists none speaks of no error in
    the request's shape.
    """
    if evidence.issues_tokens:
        return True
    return evidence.lists_errors and not _errors(evidence.content)


def _errors(content: bytes) -> Any:
    try:
        document = json.loads(content)
    except ValueError:
        return None
    return document.get("errors") if isinstance(document, dict) else None
