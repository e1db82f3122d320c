"""Lets pass what the profile admits, and keeps the ledger of what passes and creates something."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from schemathesis import Case, Response
from schemathesis.hooks import HookContext

from adhere.contract.nodes import Contract, Operation
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.ledger import Entry, Ledger
from adhere.fuzz.redaction import MASK, Redactor
from adhere.fuzz.resources import Resource, resources
from adhere.fuzz.settings import SAFE_METHODS, Profile
from adhere.fuzz.wire.schemas import Schemas

_LONGEST_TEXT = 200


class NotAllowedError(FuzzError):
    """The profile does not admit a request; it was not sent."""


class Gate:
    """Asked before every request, told of every reply; of any thread."""

    def __init__(
        self, contract: Contract, profile: Profile, ledger: Ledger, redactor: Redactor
    ) -> None:
        """Read which operations create and delete."""
        self.profile = profile
        self.ledger = ledger
        self.kinds = resources(contract)
        self._base = urlsplit(ledger.target).path.rstrip("/")
        self._redactor = redactor
        self._schemas = Schemas(contract.document.data)
        self._declared = [(o.method, _pattern(o.path)) for o in contract.operations]
        self._creating = [(_pattern(k.collection), k) for k in self.kinds if k.create and k.delete]
        self._owned: set[str] = set()
        self._lock = threading.Lock()

    def may_ever(self, operation: Operation) -> bool:
        """Tell whether some request to an operation may pass."""
        if operation.method in SAFE_METHODS or self.profile.may_change_others:
            return True
        if not self.profile.may_change:
            return False
        if self.may_always(operation):
            return True
        own = (k.item for k in self.kinds if self._is_ours(k))
        return any(operation.path == item or operation.path.startswith(f"{item}/") for item in own)

    def may_always(self, operation: Operation) -> bool:
        """Tell whether every request to an operation may pass, whatever its path names."""
        if operation.method in SAFE_METHODS or self.profile.may_change_others:
            return True
        return self.profile.may_change and any(
            kind.create == operation and "{" not in kind.collection for _, kind in self._creating
        )

    def admit(self, method: str, url: str) -> None:
        """Raise NotAllowedError where a request must not be sent."""
        path = self._path(url)
        reason = self._objection(method, path)
        if reason is not None:
            raise NotAllowedError(f"{method} {path} is not sent with {self.profile}: {reason}")

    def enter(self, method: str, url: str, identity: str, body: Any) -> Entry | None:
        """Write down what a request will create; `None` where it creates nothing."""
        path = self._path(url)
        kind = self._kind_created(method, path)
        if kind is None:
            return None
        sent = dict(self._plain(kind, body))
        return self.ledger.ask(identity=identity, collection=path, item=kind.item, sent=sent)

    def after(self, entry: Entry | None, response: Response) -> None:
        """Write down what a creating request made."""
        if entry is None:
            return
        if not 200 <= response.status_code < 300:  # noqa: PLR2004 - the class of a status
            self.ledger.note(entry, "refused")
            return
        made = self._made(entry, response)
        if made is not None:
            with self._lock:
                self._owned.add(unquote(made))
            self.ledger.note(entry, "made", made)

    def watch(self, identity: str) -> Watch:
        """Return the hooks that bring the requests of Schemathesis here."""
        return Watch(self, identity)

    def _objection(self, method: str, path: str) -> str | None:
        if self.profile.may_leave_the_contract:
            return None
        if not self._is_declared(method, path):
            return "no operation declares it"
        if method in SAFE_METHODS or self.profile.may_change_others:
            return None
        if not self.profile.may_change:
            return "it is not a safe method"
        is_creation = self._kind_created(method, path) is not None
        if self._is_own(path) or (is_creation and self._is_top(path)):
            return None
        return "this run did not create it"

    def _is_declared(self, method: str, path: str) -> bool:
        wanted = {method, "GET"} if method == "HEAD" else {method}
        return any(known in wanted and found.fullmatch(path) for known, found in self._declared)

    def _is_top(self, path: str) -> bool:
        return any(kind.collection == path for _, kind in self._creating)

    def _is_own(self, path: str) -> bool:
        known = unquote(path)
        with self._lock:
            return any(known == own or known.startswith(f"{own}/") for own in self._owned)

    def _is_ours(self, kind: Resource) -> bool:
        """Tell whether things of a kind can be made by this run, and deleted."""
        if kind.create is None or kind.delete is None:
            return False
        above = [k for k in self.kinds if kind.collection.startswith(f"{k.item}/")]
        return "{" not in kind.collection or any(self._is_ours(k) for k in above)

    def _kind_created(self, method: str, path: str) -> Resource | None:
        if method != "POST":
            return None
        return next((kind for found, kind in self._creating if found.fullmatch(path)), None)

    def _path(self, url: str) -> str:
        path = urlsplit(url).path
        return path.removeprefix(self._base) if path.startswith(f"{self._base}/") else path

    def _made(self, entry: Entry, response: Response) -> str | None:
        """Return the path of what was made: what the body calls it, or `Location`."""
        name = entry.item.rpartition("{")[2].rstrip("}")
        try:
            body = json.loads(response.content)
        except ValueError:
            body = None
        members = body if isinstance(body, dict) else {}
        for key in (name, "id"):
            if isinstance(members.get(key), str | int):
                return f"{entry.collection}/{quote(str(members[key]), safe='')}"
        location = self._path((response.headers.get("location") or [""])[0])
        return location if _pattern(entry.item).fullmatch(location) else None

    def _plain(self, kind: Resource, body: Any) -> Iterator[tuple[str, Any]]:
        """Yield the members of a body that may be written down."""
        content = (
            kind.create.request_body.content if kind.create and kind.create.request_body else ()
        )
        schemas = [media.schema for media in content if media.schema is not None]
        for name, value in body.items() if isinstance(body, Mapping) else ():
            is_secret = any(self._schemas.is_password(schema, str(name)) for schema in schemas)
            if is_secret or not isinstance(value, str | int | float | bool):
                continue
            shown = self._redactor.text(value) if isinstance(value, str) else value
            if shown == value and MASK not in str(value) and len(str(value)) <= _LONGEST_TEXT:
                yield str(name), value


class Watch:
    """Hooks `before_call` and `after_call` for one identity."""

    def __init__(self, gate: Gate, identity: str) -> None:
        """Start with nothing under way."""
        self._gate = gate
        self._identity = identity
        self._under_way: dict[str, Entry] = {}

    def before_call(self, _: HookContext, case: Case[Any], __: dict[str, Any]) -> None:
        """Admit a request; an AssertionError is how the engine learns that it is not."""
        method, path = case.method.upper(), case.formatted_path
        try:
            self._gate.admit(method, path)
        except NotAllowedError as error:
            raise AssertionError(str(error)) from error
        entry = self._gate.enter(method, path, self._identity, case.body)
        if entry is not None:
            self._under_way[case.id] = entry

    def after_call(self, _: HookContext, case: Case[Any], response: Response) -> None:
        """Take the reply."""
        self._gate.after(self._under_way.pop(case.id, None), response)


def _pattern(template: str) -> re.Pattern[str]:
    """Return what a path looks like that fits a template (OpenAPI 3.1, section 4.8.8)."""
    parts = re.split(r"\{[^{}]*\}", template)
    return re.compile("[^/]*".join(map(re.escape, parts)))
