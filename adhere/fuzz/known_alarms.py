"""What the checks of Schemathesis report of a correct service, and why it is let pass."""

from __future__ import annotations

import re
from functools import singledispatch
from typing import Any

from schemathesis import Case, Response
from schemathesis.core.failures import Failure, ServerError
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import (
    AllowHeaderMismatch,
    EnsureResourceAvailability,
    UndefinedStatusCode,
    UnsupportedMethodResponse,
)

_SERVER_ERROR = 500
_UNAVAILABLE = 503


def is_real(_: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Tell whether a failure is one; a hook `filter_failure`."""
    return _holds(failure, case, response)


@singledispatch
def _holds(_: Failure, __: Case[Any], ___: Response) -> bool:
    return True


@_holds.register
def _(_: ServerError, case: Case[Any], response: Response) -> bool:
    return not _is_declared_pause(case, response)


@_holds.register
def _(failure: UndefinedStatusCode, _: Case[Any], __: Response) -> bool:
    # A server error is said once, by the check for it.
    return failure.status_code < _SERVER_ERROR


@_holds.register
def _(failure: EnsureResourceAvailability, case: Case[Any], _: Response) -> bool:
    return not _is_sub_resource(failure) and not _may_be_anothers(failure, case)


@_holds.register
def _(failure: UnsupportedMethodResponse, case: Case[Any], _: Response) -> bool:
    return not _falls_through(case, {failure.method})


@_holds.register
def _(failure: AllowHeaderMismatch, case: Case[Any], _: Response) -> bool:
    undeclared = set(failure.undocumented_methods)
    return bool(failure.missing_methods) or not _falls_through(case, undeclared)


def _is_declared_pause(case: Case[Any], response: Response) -> bool:
    """503 with `Retry-After`, where declared, says nothing about the request (RFC 9110 15.6.4)."""
    return (
        response.status_code == _UNAVAILABLE
        and "retry-after" in response.headers
        and case.operation.responses.find_by_status_code(_UNAVAILABLE) is not None
    )


def _falls_through(case: Case[Any], methods: set[str]) -> bool:
    """Tell whether another template that the path also matches declares these methods.

    `/sessions/refresh` is also a `/sessions/{id}`: OpenAPI says which of the two comes first
    (3.1, 4.8.8.2), not that the second is out of the question.
    """
    schema = case.operation.schema
    matching = [path for path in schema if _matches(path, case.formatted_path)]
    declared = {method.upper() for path in matching for method in schema[path]}
    return methods <= declared


def _matches(template: str, path: str) -> bool:
    literals = re.split(r"\{[^{}]+\}", template)
    pattern = "[^/]+".join(re.escape(literal) for literal in literals)
    return re.fullmatch(pattern, path) is not None


def _is_sub_resource(failure: EnsureResourceAvailability) -> bool:
    """Tell whether the missing thing lies below the new one: it need not exist yet."""
    created = failure.created_with.split(" ", 1)[1].strip("/").split("/")
    missing = failure.not_available_with.split(" ", 1)[1].strip("/").split("/")
    return len(missing) > len(created) + 1


def _may_be_anothers(failure: EnsureResourceAvailability, case: Case[Any]) -> bool:
    """Tell whether nobody knows who made the thing: it is asked for with credentials only.

    Whoever signs in with somebody else's name makes a session that is not the caller's own.
    """
    made, asked = (
        _needs_credentials(case, label)
        for label in (failure.created_with, failure.not_available_with)
    )
    return asked and not made


def _needs_credentials(case: Case[Any], label: str) -> bool:
    """Tell whether an operation has requirements, and none of them is empty (OpenAPI 4.8.30)."""
    method, path = label.split(" ", 1)
    schema = case.operation.schema
    of_all = schema.raw_schema.get("security", ())
    needs = schema[path][method].definition.raw.get("security", of_all)
    return bool(needs) and all(needs)
