"""Leaves out of the requests that lead to a finding those that it does not need."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import requests
from schemathesis import Response
from schemathesis.engine.recorder import Interaction, Request
from schemathesis.python import asgi

from adhere.contract.nodes import Operation
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.engine import Engine
from adhere.fuzz.gate import NotAllowedError
from adhere.fuzz.resources import is_json
from adhere.fuzz.settings import SAFE_METHODS
from adhere.fuzz.sightings import Sightings
from adhere.fuzz.story import KEYS, Sent, run_mark, uses
from adhere.fuzz.wire import Judge

_MOST_REQUESTS = 200
_SERVER_ERROR = 500
# They look at one request and its reply alone.
_OF_ONE_REPLY = frozenset({"authorization", "invalid-request", "valid-request"})


@dataclass(slots=True)
class Shrinker:
    """Sends the requests of findings again, within the profile and the limits of the run."""

    engine: Engine
    judge: Judge
    sightings: Sightings
    _sent: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def shortest(
        self, operation: Operation, breach: Breach, steps: tuple[Sent, ...]
    ) -> tuple[Sent, ...]:
        """Return the fewest of the steps that show the breach; all where nobody can tell.

        What made a thing that a later step speaks of is kept, and so is the last step. Where what
        came before decides what the last reply should be (a thing is gone because it was
        deleted), only what changed nothing is left out: what was refused, and what only reads.
        """
        may_go = _shows_by_itself(breach)
        if breach.promised is None or not self._shows(operation, steps):
            return steps
        for index in reversed(range(len(steps) - 1)):
            fewer = (*steps[:index], *steps[index + 1 :])
            is_needed = any(u.step == index for used in uses(steps) for u in used)
            is_idle = may_go or _changes_nothing(steps[index])
            if is_idle and not is_needed and self._shows(operation, fewer):
                steps = fewer
        return steps

    def _shows(self, operation: Operation, steps: Sequence[Sent]) -> bool:
        """Send the steps, with what replies now tell, and tell whether the last is as it was."""
        if self._sent + len(steps) > _MOST_REQUESTS:
            return False
        mark = str(1000 + next(self._numbers))
        known: dict[str, str] = {}
        replies: list[Sent] = []
        for step, used in zip(steps, uses(steps), strict=True):
            for use in used:
                now = {place: text for text, place in replies[use.step].told().items()}
                known[use.text] = now.get(use.place, use.text)
            try:
                replies.append(self._send(step, known, mark))
            except (requests.RequestException, NotAllowedError):
                return False
        return self._is_same(operation, steps[-1], replies[-1])

    def _is_same(self, operation: Operation, before: Sent, now: Sent) -> bool:
        old, new = before.interaction.response, now.interaction.response
        if old is None or new is None or old.status_code != new.status_code:
            return False
        return old.status_code >= _SERVER_ERROR or self._fits(operation, old) == self._fits(
            operation, new
        )

    def _fits(self, operation: Operation, response: Response) -> bool:
        """Tell whether a JSON body is as declared; others are taken to be."""
        declared = declared_response(operation, response.status_code)
        content = () if declared is None else declared.content
        schemas = [m.schema for m in content if m.schema is not None and is_json(m.range)]
        try:
            body = json.loads(response.content)
        except ValueError:
            return True
        return all(self.judge.schemas.validator(schema).is_valid(body) for schema in schemas)

    def _send(self, step: Sent, known: Mapping[str, str], mark: str) -> Sent:
        prepared = self._prepared(step.interaction.request, known, mark)
        engine = self.engine
        method, url = str(prepared.method), str(prepared.url)
        engine.gate.admit(method, url)
        engine.throttle.take()
        entry = engine.gate.enter(method, url, step.identity, _json(step.interaction.request.body))
        app = engine.target.app
        session = requests.Session() if app is None else asgi.get_client(app)
        session.trust_env = False  # a .netrc would add credentials
        timeout = engine.settings.request_timeout
        with session, engine.throttle.slot():
            got = session.send(prepared, timeout=timeout, allow_redirects=False)
        response = Response.from_requests(got, verify=True)
        engine.gate.after(entry, response)
        interaction = Interaction(Request.from_prepared_request(prepared), response)
        self.sightings.count(interaction, step.identity)
        self._sent += 1
        return Sent(step.identity, step.operation, interaction)

    def _prepared(
        self, request: Request, known: Mapping[str, str], mark: str
    ) -> requests.PreparedRequest:
        """Return the request of the run, with what is called otherwise now, and new texts."""
        parts = urlsplit(request.uri)
        path = "/".join(
            quote(known[unquote(s)], safe="") if unquote(s) in known else s
            for s in parts.path.split("/")
        )
        query = re.sub(r"(?<==)[^&]*", lambda m: known.get(unquote(m[0]), m[0]), parts.query)
        headers = {
            name: _other_key(values[0], mark) if name.lower() in KEYS else _now(values[0], known)
            for name, values in request.headers.items()
            if name.lower() != "content-length"
        }
        body = request.body
        value = _json(body)
        if body is not None and value is not None:
            text = json.dumps(_replaced(value, known))
            body = run_mark(self.engine.seed).sub(mark, text).encode()
        url = urlunsplit(parts._replace(path=path, query=query))
        return requests.Request(request.method, url, headers=headers, data=body).prepare()


def _shows_by_itself(breach: Breach) -> bool:
    """Tell whether the last reply is a breach whatever came before it."""
    return breach.promised == () or breach.check in _OF_ONE_REPLY


def _changes_nothing(step: Sent) -> bool:
    return step.interaction.request.method in SAFE_METHODS or not step.is_success


def _now(text: str, known: Mapping[str, str]) -> str:
    return known.get(text, text)


def _other_key(key: str, mark: str) -> str:
    return key[: -len(mark)] + mark if len(key) > len(mark) else key


def _replaced(value: Any, known: Mapping[str, str]) -> Any:
    match value:
        case dict():
            return {name: _replaced(member, known) for name, member in value.items()}
        case list():
            return [_replaced(item, known) for item in value]
        case str():
            return known.get(value, value)
        case int() if not isinstance(value, bool) and known.get(str(value), "").isdecimal():
            return int(known[str(value)])
    return value


def _json(content: bytes | None) -> Any:
    try:
        return json.loads(content or b"")
    except (ValueError, RecursionError):
        return None
