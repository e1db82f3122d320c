"""Errors in the form of RFC 9457 keep its rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from adhere.fuzz.checks.breach import Breach, Evidence

_TEXTS = ("type", "title", "detail", "instance")


def problem_details(evidence: Evidence) -> Iterator[Breach]:
    """Find problem documents that are none, or whose `status` is not the status of the reply."""
    if evidence.media_type != "application/problem+json":
        return
    response = evidence.response
    pointer = evidence.operation.pointer if response is None else response.pointer
    for reason in _reasons(evidence):
        yield Breach("problem-details", reason, "RFC 9457 section 3.1.", pointer)


def _reasons(evidence: Evidence) -> Iterator[str]:
    try:
        problem: Any = json.loads(evidence.content)
    except ValueError:
        yield "a problem document is not JSON"
        return
    if not isinstance(problem, dict):
        yield "a problem document is not a JSON object"
        return
    if "status" in problem and problem["status"] != evidence.status:
        yield "a problem document's status is not the status of the reply"
    for name in _TEXTS:
        if name in problem and not isinstance(problem[name], str):
            yield f"a problem document's {name} is not a string"
