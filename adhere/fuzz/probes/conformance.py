"""Every reply to a check's own request is one that its operation declares, and tells no secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schemathesis import Case, Response
from schemathesis.checks import CHECKS as REGISTRY
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.hooks import HookContext

from adhere.contract.nodes import Operation
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.breach import Evidence
from adhere.fuzz.checks.challenge import challenge
from adhere.fuzz.checks.leaks import leaks
from adhere.fuzz.checks.problem_details import problem_details
from adhere.fuzz.describe import Scene, describe
from adhere.fuzz.known_alarms import is_real

# Of every reply, however odd the request.
_ALWAYS = ("not_a_server_error",)
# Of replies to requests whose operation the contract declares, with its own media types.
_DECLARED = (
    *_ALWAYS,
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


def breaches(
    case: Case[Any], response: Response, evidence: Evidence, *, is_declared: bool
) -> Iterator[Breach]:
    """Yield what a reply breaks; of an odd request (not `is_declared`) only what no reply may."""
    for name in _DECLARED if is_declared else _ALWAYS:
        for failure in _failures(name, case, response):
            if is_real(HookContext(), failure, case, response):
                yield describe(failure, _scene(name, evidence.operation, response))
    for check in (leaks, problem_details, challenge) if is_declared else (leaks,):
        yield from check(evidence)


def _failures(name: str, case: Case[Any], response: Response) -> tuple[Failure, ...]:
    load_all_checks()
    check: Any = REGISTRY.get_one(name)
    try:
        case.validate_response(response, checks=[check])
    except FailureGroup as group:
        return group.exceptions
    return ()


def _scene(name: str, operation: Operation, response: Response) -> Scene:
    return Scene(name, operation, response.status_code)
