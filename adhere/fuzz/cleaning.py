"""Deletes what a ledger says that a run created, the last thing first."""

from __future__ import annotations

import functools
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from schemathesis.core.rate_limit import parse_retry_after

from adhere.contract.nodes import Contract, Operation, ParameterLocation
from adhere.fuzz.access import Access, access
from adhere.fuzz.credentials import Credential
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.identity import ANONYMOUS, Identity
from adhere.fuzz.ledger import Entry, Ledger
from adhere.fuzz.login import Desk
from adhere.fuzz.recovery import is_made_of, path_of, walk
from adhere.fuzz.resources import Resource, resources

_LET_IN = frozenset({Access.OPEN, Access.GRANTED, Access.PRESUMED})
_GONE = frozenset({404, 410})
_UNAUTHORIZED, _TOO_MANY = 401, 429
_TRIES = 4
_LONGEST_WAIT = 60.0
_UNSEEN = "the run was cut off before the service answered, and no list tells"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was deleted, what was gone already, and what is left, each with the reason."""

    deleted: int
    gone: int
    left: tuple[str, ...]


@dataclass(slots=True)
class Cleaner:
    """Deletes as whoever created a thing, else as anybody whom the contract lets.

    `held` are credentials in hand; who has none is logged in when it is needed.
    """

    contract: Contract
    desk: Desk
    identities: tuple[Identity, ...]
    held: dict[str, tuple[Credential, ...]] = field(default_factory=dict)
    deleted: int = 0
    gone: int = 0
    _kinds: Mapping[str, Resource] = field(init=False)

    def __post_init__(self) -> None:
        """Index the kinds of things by the path of one."""
        self._kinds = {kind.item: kind for kind in resources(self.contract)}

    def clean(self, ledger: Ledger) -> Cleaned:
        """Delete everything; what cannot be is told, and stays in the ledger."""
        left = []
        for entry in ledger.open_entries:
            try:
                why = self._clear(ledger, entry)
            except FuzzError as error:
                why = str(error)
            if why is not None:
                left.append(f"{entry.path or f'something in {entry.collection}'}: {why}")
        ledger.close()
        return Cleaned(self.deleted, self.gone, tuple(left))

    def _clear(self, ledger: Ledger, entry: Entry) -> str | None:
        """Delete what an entry speaks of; return why it is left, `None` where it is gone."""
        kind = self._kinds.get(entry.item)
        delete = None if kind is None else kind.delete
        if kind is None or delete is None:
            return f"the contract has no DELETE {entry.item}"
        if entry.path is None:
            found = self._search(ledger, kind, entry)
            if not found:
                ledger.note(entry, "refused")
                return None
            entry.path = found[0] if len(found) == 1 else None
        if entry.path is None:
            return "the answer was never seen, and several look like it"
        path = entry.path
        why = self._delete(kind, delete, path, entry.identity)
        if why is None:
            ledger.note(entry, "deleted", path)
        return why

    def _search(self, ledger: Ledger, kind: Resource, entry: Entry) -> list[str]:
        """Return what the request may have made; raise FuzzError where nobody can tell."""
        known = {other.path for other in ledger.entries.values()}
        lister = kind.list
        if lister is None:
            raise FuzzError(_UNSEEN)
        for identity in self._let_in(lister, entry.identity):
            ask = functools.partial(self._send, lister, identity)
            things = walk(lister, entry.collection, ask)
            if things is not None:
                made = (path_of(kind, entry, thing) for thing in things if is_made_of(thing, entry))
                return [path for path in made if path is not None and path not in known]
        raise FuzzError(_UNSEEN)

    # Deleting

    def _delete(self, kind: Resource, delete: Operation, path: str, creator: str) -> str | None:
        candidates = list(self._let_in(delete, creator))
        if not candidates:
            return f"no identity may {delete.method} {delete.path}"
        statuses, refusals = [], []
        for identity in candidates:
            try:
                headers = self._needed(kind, delete, path, identity)
                reply = self._send(delete, identity, path, headers=headers)
            except FuzzError as error:  # who cannot log in any more leaves it to the others
                refusals.append(str(error))
                continue
            if reply.ok:
                self.deleted += 1
                return None
            statuses.append(reply.status_code)
        if not _GONE.isdisjoint(statuses):
            self.gone += 1
            return None
        if not statuses:
            return refusals[0]
        return f"DELETE is answered {', '.join(map(str, dict.fromkeys(statuses)))}"

    def _let_in(self, operation: Operation, creator: str) -> Iterator[Identity]:
        """Yield who may use an operation, the creator first."""
        known = (*self.identities, Identity(ANONYMOUS))
        for identity in sorted(known, key=lambda identity: identity.name != creator):
            schemes = {source.scheme for source in identity.sources}
            if access(operation, schemes, identity.scopes) in _LET_IN:
                yield identity

    def _needed(
        self, kind: Resource, delete: Operation, path: str, identity: Identity
    ) -> Mapping[str, str]:
        """Return the header fields that the deletion needs: `If-Match`, an idempotency key."""
        headers: dict[str, str] = {}
        for parameter in delete.parameters:
            if parameter.location is not ParameterLocation.HEADER:
                continue
            if parameter.name.lower() == "if-match" and kind.read is not None:
                etag = self._send(kind.read, identity, path).headers.get("ETag")
                headers |= {} if etag is None else {parameter.name: etag}
            elif parameter.required:
                headers[parameter.name] = str(uuid.uuid4())
        return headers

    def _send(
        self,
        operation: Operation,
        identity: Identity,
        path: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a request as somebody, anew after 429 and, logged in anew, after 401."""

        def send() -> requests.Response:
            arguments = self._arguments(operation, identity, headers or {})
            arguments["params"] = {**arguments.get("params", {}), **(params or {})}
            timeout = self.desk.settings.request_timeout
            return self.desk.target.send(operation.method, path, timeout=timeout, **arguments)

        reply = patiently(send)
        if reply.status_code == _UNAUTHORIZED and identity.sources:
            self.held.pop(identity.name, None)
            reply = patiently(send)
        return reply

    def _arguments(
        self, operation: Operation, identity: Identity, headers: Mapping[str, str]
    ) -> dict[str, Any]:
        if identity.sources and identity.name not in self.held:
            self.held[identity.name] = self.desk.credentials(identity)
        wanted = {use.scheme for need in operation.security or () for use in need.uses}
        arguments: dict[str, Any] = {"headers": dict(headers), "auth": lambda prepared: prepared}
        for credential in self.held.get(identity.name, ()):
            if credential.scheme in wanted:
                for place, value in credential.arguments().items():
                    if place != "auth":
                        arguments[place] = {**arguments.get(place, {}), **value}
        return arguments


def patiently(send: Callable[[], requests.Response]) -> requests.Response:
    """Send, and again after 429 as long as `Retry-After` says (RFC 9110, section 10.2.3)."""
    reply = send()
    for _ in range(_TRIES):
        wait = parse_retry_after(reply.headers.get("Retry-After", ""))
        if reply.status_code != _TOO_MANY or wait is None or wait > _LONGEST_WAIT:
            break
        time.sleep(wait)
        reply = send()
    return reply
