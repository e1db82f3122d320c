"""What a check is that makes up its own requests, and what it has to work with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests
from hypothesis.errors import HypothesisException
from schemathesis import Case, Response
from schemathesis.core.errors import SchemathesisError
from schemathesis.core.rate_limit import parse_retry_after
from schemathesis.engine.recorder import Interaction, Request
from schemathesis.hooks import HookContext
from schemathesis.python import asgi

from adhere.contract.nodes import Contract, Operation
from adhere.fuzz.access import Access, access
from adhere.fuzz.checks import Breach
from adhere.fuzz.credentials import Credential
from adhere.fuzz.engine import Caller, Engine
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.gate import NotAllowedError
from adhere.fuzz.identity import ANONYMOUS
from adhere.fuzz.probes.conformance import breaches
from adhere.fuzz.report import MatrixCell
from adhere.fuzz.sightings import Sightings
from adhere.fuzz.stop import GONE
from adhere.fuzz.story import Sent
from adhere.fuzz.target import unreachable
from adhere.fuzz.wire import Judge, Validity, WireRequest

Edit = Callable[[requests.PreparedRequest], None]

# A valid request that gets one of these was let in: the thing is missing, or its state forbids.
PAST_THE_GATE = frozenset({404, 409, 412, 422, 428})
# Says nothing about who asked.
INCONCLUSIVE = frozenset({408, 425, 429})
_TOO_MANY = 429
_NOT_IMPLEMENTED = 501
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """A request as it travelled, and what came back."""

    interaction: Interaction
    response: Response

    @property
    def status(self) -> int:
        """The status code."""
        return self.response.status_code

    @property
    def is_done(self) -> bool:
        """Whether what was asked for is done; 202 promises it for later (RFC 9110, 15.3.3)."""
        return self.status // 100 == 2 and self.status != HTTPStatus.ACCEPTED  # noqa: PLR2004 - the class of a status


@dataclass(slots=True, kw_only=True)
class Bench:
    """One contract, one service, everybody who may call it, and the books.

    `shared` is what a check keeps for those after it, by name; `probe` is the ID of
    the one at work.
    """

    contract: Contract
    engine: Engine
    judge: Judge
    callers: tuple[Caller, ...]
    sightings: Sightings
    cells: list[MatrixCell] = field(default_factory=list)
    shared: dict[str, Any] = field(default_factory=dict)
    probe: str = ""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that are to be tested, in the contract's order."""
        tested = set(self.engine.operations)
        return tuple(o for o in self.contract.operations if f"{o.method} {o.path}" in tested)

    def standing(self, caller: Caller, operation: Operation) -> Access:
        """Tell what `security` says of a caller with all its credentials."""
        identity = caller.plan.identity
        return access(operation, {source.scheme for source in identity.sources}, identity.scopes)

    def send(
        self, case: Case[Any], credentials: Iterable[Credential] = (), *, edit: Edit | None = None
    ) -> Reply:
        """Send a request with these credentials, within the limits of the run.

        Raises KeyboardInterrupt where the run is to end, and `requests.RequestException`.
        """
        sent, shown = case.derive(), tuple(credentials)
        for credential in shown:
            credential.apply(sent)
        reply = self._send(sent, edit)
        for _ in range(_TRIES):
            wait = parse_retry_after((reply.response.headers.get("retry-after") or [""])[0])
            if reply.status != _TOO_MANY or wait is None:
                break
            self.engine.throttle.hold(wait)
            reply = self._send(sent, edit)
        known = {credential for caller in self.callers for credential in caller.credentials}
        self._examine(sent, reply, is_plain=edit is None and known.issuperset(shown))
        return reply

    def _examine(self, sent: Case[Any], reply: Reply, *, is_plain: bool) -> None:
        """Enter what the reply breaks by itself, whatever the check was looking for."""
        name = self._name(reply.response.request)
        caller = next(c for c in (*self.callers, self.callers[-1]) if c.plan.identity.name == name)
        operation = caller.examiner.operations.get(sent.operation.label)
        is_known_method = operation is not None and sent.method == operation.method
        if operation is None or (reply.status == _NOT_IMPLEMENTED and not is_plain):
            return
        evidence = caller.examiner.evidence(operation, reply.response, sent)
        is_declared = is_plain and is_known_method
        for breach in breaches(sent, reply.response, evidence, is_declared=is_declared):
            self.report(operation, breach, reply, (name, self.probe))

    def _send(self, sent: Case[Any], edit: Edit | None) -> Reply:
        throttle, target, gate = self.engine.throttle, self.engine.target, self.engine.gate
        session = requests.Session() if target.app is None else asgi.get_client(target.app)
        session.trust_env = False  # a .netrc would add credentials
        with session:
            prepared = session.prepare_request(self._request(sent))
            if edit is not None:
                edit(prepared)
            timeout = self.engine.settings.request_timeout
            method, url = str(prepared.method), str(prepared.url)
            gate.admit(method, url)
            throttle.before_call(HookContext(), sent, {})
            entry = gate.enter(method, url, self._name(prepared), sent.body)
            with throttle.slot():
                got = session.send(prepared, timeout=timeout, allow_redirects=False)
        response = Response.from_requests(got, verify=True)
        gate.after(entry, response)
        interaction = Interaction(Request.from_prepared_request(prepared), response)
        name = self._name(prepared)
        self.sightings.count(interaction, name)
        self.sightings.trail.add(Sent(name, _label(sent), interaction))
        return Reply(interaction, response)

    def _name(self, prepared: requests.PreparedRequest) -> str:
        """Return whose credentials a request carries."""
        for caller in self.callers:
            if any(credential.is_on(prepared) for credential in caller.credentials):
                return caller.plan.identity.name
        return ANONYMOUS

    @contextmanager
    def attempt(self, operation: Operation) -> Iterator[None]:
        """Enter what keeps an operation from being tested, and go on with the next.

        What the profile does not admit is none of that: it is simply not sent.
        The run ends where the service no longer answers at all.
        """
        label = f"{operation.method} {operation.path}"
        try:
            yield
        except NotAllowedError:
            return
        except requests.RequestException as error:
            self.sightings.trouble(label, unreachable(self.engine.target.base_url, error))
            self._stop_where_gone()
        except (FuzzError, HypothesisException, SchemathesisError) as error:
            self.sightings.trouble(label, str(error))

    def _stop_where_gone(self) -> None:
        try:
            self.engine.target.send("GET", "/", timeout=self.engine.settings.request_timeout)
        except FuzzError:
            self.engine.throttle.stop.request(GONE)

    def is_valid(self, operation: Operation, case: Case[Any]) -> bool:
        """Tell whether the judge finds nothing wrong with a request."""
        prepared = self.prepared(case)
        verdict = self.judge.judge(operation, WireRequest.of(prepared))
        return verdict.validity is not Validity.INVALID

    def prepared(self, case: Case[Any]) -> requests.PreparedRequest:
        """Return a request as it would travel, without credentials."""
        return self._request(case).prepare()

    def report(
        self, operation: Operation, breach: Breach, reply: Reply, run: tuple[str, str]
    ) -> None:
        """Enter a finding; `run` is the identity and the check."""
        label = f"{operation.method} {operation.path}"
        last = Sent(self._name(reply.response.request), label, reply.interaction)
        self.sightings.sight(operation, breach, self.sightings.trail.story(last), run)

    def _request(self, case: Case[Any]) -> requests.Request:
        return requests.Request(**case.as_transport_kwargs(base_url=self.engine.target.base_url))


def _label(case: Case[Any]) -> str | None:
    operation = case.operation
    return operation.label if case.method.upper() == operation.method.upper() else None


@dataclass(frozen=True, slots=True)
class Probe:
    """A check under its name, which switches it; `about` says what it finds, in one line."""

    id: str
    about: str
    run: Callable[[Bench], None]
