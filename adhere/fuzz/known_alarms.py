"""What the checks of Schemathesis report of a correct service, and why it is let pass."""

from __future__ import annotations

from typing import Any

from schemathesis import Case, Response
from schemathesis.core.failures import Failure, ServerError
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import EnsureResourceAvailability, IgnoredAuth, UndefinedStatusCode

_SERVER_ERROR = 500
_UNAVAILABLE = 503


def is_real(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Tell whether a failure is one; a hook `filter_failure`."""
    if isinstance(failure, ServerError):
        return not _is_declared_pause(case, response)
    if isinstance(failure, UndefinedStatusCode):
        # A server error is said once, by the check for it.
        return failure.status_code < _SERVER_ERROR
    if isinstance(failure, EnsureResourceAvailability):
        return not _is_sub_resource(failure)
    if isinstance(failure, IgnoredAuth):
        # Of the request itself, not of a probe: the check of Adhere knows who sent it.
        return failure.case_id not in {None, case.id}
    return True


def _is_declared_pause(case: Case[Any], response: Response) -> bool:
    """503 with `Retry-After`, where declared, says nothing about the request (RFC 9110 15.6.4)."""
    return (
        response.status_code == _UNAVAILABLE
        and "retry-after" in response.headers
        and case.operation.responses.find_by_status_code(_UNAVAILABLE) is not None
    )


def _is_sub_resource(failure: EnsureResourceAvailability) -> bool:
    """Tell whether the missing thing lies below the new one: it need not exist yet."""
    created = failure.created_with.split(" ", 1)[1].strip("/").split("/")
    missing = failure.not_available_with.split(" ", 1)[1].strip("/").split("/")
    return len(missing) > len(created) + 1
