"""Runs Adhere's checks inside Schemathesis, so that they see what its own checks see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from schemathesis import Case, CheckContext, Response
from schemathesis.checks import CHECKS as REGISTRY
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, coverage_scenario

from adhere.contract.nodes import Contract, Operation
from adhere.fuzz.access import Access, access
from adhere.fuzz.checks import CHECKS, Breach, Evidence
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.credentials import Credential
from adhere.fuzz.wire import Judge, WireRequest

_UNAUTHORIZED = 401


# A shorter password may stand in a reply by chance.
_SHORTEST_SECRET = 6


class BreachFailure(Failure):
    """A breach in the terms of Schemathesis."""

    code = "ADHERE"

    def __init__(self, operation: str, breach: Breach) -> None:
        """Wrap the breach."""
        super().__init__(operation=operation, title=breach.reason, message=breach.detail)
        self.breach = breach

    @property
    def _unique_key(self) -> str:
        return f"{self.breach.check}|{self.breach.reason}"


@dataclass(slots=True)
class Examiner:
    """Holds every reply of one identity's run against the contract.

    `credentials` are those in hand now; a new login replaces them. `is_fresh` tells whether a
    request refused with 401 is so too with new credentials, `None` where there are none to renew.
    """

    contract: Contract
    judge: Judge
    scopes: frozenset[str] | None
    credentials: tuple[Credential, ...] = ()
    is_fresh: Callable[[Case[Any]], bool] | None = None
    operations: dict[str, Operation] = field(init=False)
    _token_paths: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Index the contract."""
        self.operations = {f"{o.method} {o.path}": o for o in self.contract.operations}
        urls = [f.token_url for s in self.contract.security_schemes for f in s.flows]
        self._token_paths = frozenset(urlsplit(url).path for url in urls if url)

    def examine(self, response: Response, case: Case[Any]) -> None:
        """Raise every breach that the reply shows, as one group."""
        operation = self.operations.get(case.operation.label)
        if operation is None or coverage_scenario(case) in REQUEST_SHAPE_PROBES:
            return
        evidence = self.evidence(operation, response, case)
        if self._has_ended(evidence, case):
            return
        breaches = [breach for check in CHECKS for breach in check(evidence)]
        if breaches:
            label = case.operation.label
            raise FailureGroup([BreachFailure(label, breach) for breach in breaches])

    def schemes(self, label: str) -> frozenset[str]:
        """Return the security schemes that an operation (`POST /orders`) names."""
        operation = self.operations.get(label)
        security = () if operation is None else operation.security or ()
        return frozenset(use.scheme for requirement in security for use in requirement.uses)

    def _has_ended(self, evidence: Evidence, case: Case[Any]) -> bool:
        """Tell whether 401 is right, since the session in use has ended on the way."""
        is_let_in = evidence.access in {Access.GRANTED, Access.PRESUMED}
        if evidence.status != _UNAUTHORIZED or not is_let_in or self.is_fresh is None:
            return False
        return not self.is_fresh(case)

    def evidence(self, operation: Operation, response: Response, case: Case[Any]) -> Evidence:
        """Return what both witnesses say of a request, and its reply."""
        shown = {c.scheme for c in self.credentials if c.is_on(response.request)}
        return Evidence(
            operation=operation,
            access=access(operation, shown, self.scopes),
            meant_valid=None if case.meta is None else case.meta.generation.mode.is_positive,
            verdict=self.judge.judge(operation, WireRequest.of(response.request)),
            status=response.status_code,
            headers=response.headers,
            content=response.content,
            issues_tokens=operation.path in self._token_paths,
            lists_errors=self._lists_errors(operation, response.status_code),
            sent=f"{response.request.url}\n{_text(response.request.body)}",
            secrets=(*self._secrets(operation, case.body), *self._shown(response)),
        )

    def _shown(self, response: Response) -> Iterator[tuple[str, str]]:
        """Yield the credentials that the request carried."""
        for credential in self.credentials:
            if credential.is_on(response.request):
                yield "the credential", credential.value.rpartition(" ")[2]

    def _secrets(self, operation: Operation, body: Any) -> tuple[tuple[str, str], ...]:
        """Return the members of the body that the contract calls passwords."""
        content = () if operation.request_body is None else operation.request_body.content
        schemas = [media.schema for media in content if media.schema is not None]
        if not isinstance(body, dict):
            return ()
        return tuple(
            (name, value)
            for name, value in body.items()
            if isinstance(value, str)
            and len(value) >= _SHORTEST_SECRET
            and any(self.judge.schemas.is_password(schema, name) for schema in schemas)
        )

    def _lists_errors(self, operation: Operation, status: int) -> bool:
        declared = declared_response(operation, status)
        media = () if declared is None else declared.content
        schemas = [item.schema for item in media if item.schema is not None]
        return any(self.judge.schemas.has_property(schema, "errors") for schema in schemas)


class AdhereContract:
    """The check class that Schemathesis makes once a run, handing it the examiner."""

    def __init__(self, examiner: Examiner) -> None:
        """Take the examiner of the run."""
        self._examiner = examiner

    def after_response(self, _: CheckContext, response: Response, case: Case[Any]) -> None:
        """Examine one reply."""
        self._examiner.examine(response, case)


def _text(body: Any) -> str:
    return body.decode("utf-8", "replace") if isinstance(body, bytes) else str(body or "")


@contextmanager
def registered() -> Iterator[None]:
    """Make the check known to Schemathesis for as long as a run lasts."""
    REGISTRY.register(AdhereContract)
    try:
        yield
    finally:
        REGISTRY.unregister(AdhereContract.__name__)
