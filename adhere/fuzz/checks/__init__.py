"""What Adhere holds a service to beyond the checks of Schemathesis; one file a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from adhere.fuzz.checks.authorization import authorization
from adhere.fuzz.checks.breach import Breach, Evidence
from adhere.fuzz.checks.challenge import challenge
from adhere.fuzz.checks.invalid_request import invalid_request
from adhere.fuzz.checks.leaks import leaks
from adhere.fuzz.checks.problem_details import problem_details
from adhere.fuzz.checks.valid_request import valid_request

__all__ = ["CHECKS", "Breach", "Evidence"]

Check = Callable[[Evidence], Iterator[Breach]]

CHECKS: tuple[Check, ...] = (
    authorization,
    challenge,
    valid_request,
    invalid_request,
    problem_details,
    leaks,
)
