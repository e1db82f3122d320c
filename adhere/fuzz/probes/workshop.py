"""Makes requests that get through, and things for them to speak of."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemathesis import Case

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.access import Access
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.naming import alike, echoed, first_identifier, names_of
from adhere.fuzz.probes.probe import Bench, Edit, Reply
from adhere.fuzz.probes.specimen import Specimens
from adhere.fuzz.resources import Resource, Shapes, body_schema, referred, resources
from adhere.source import Pointer

_LET_IN = frozenset({Access.OPEN, Access.GRANTED, Access.PRESUMED})
_UNAUTHORIZED = 401
_CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Made:
    """Something that one caller created: what was sent, what was answered, what it is called."""

    resource: Resource
    caller: Caller
    names: Mapping[str, Any]
    sent: Any
    reply: Reply

    @property
    def id(self) -> Any:
        """What its path ends in."""
        return self.names[self.resource.parameter]


def is_success(reply: Reply) -> bool:
    """Tell whether a reply is of class 2xx."""
    return 200 <= reply.status < 300  # noqa: PLR2004 - the class of a status


def json_of(reply: Reply) -> Any:
    """Return the reply's body as JSON; `None` where it is none."""
    try:
        return json.loads(reply.response.content)
    except ValueError:
        return None


@dataclass(slots=True)
class Workshop:
    """Builds and sends requests for one check; `check` is its id."""

    bench: Bench
    check: str
    shapes: Shapes = field(init=False)
    kinds: tuple[Resource, ...] = field(init=False)
    _specimens: Specimens = field(init=False)
    _numbers: itertools.count[int] = field(init=False)
    _unique: dict[str, list[str]] = field(init=False)
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the contract."""
        self.shapes = Shapes(self.bench.engine.document.data)
        self.kinds = resources(self.bench.contract)
        if "specimens" not in self.bench.shared:
            self.bench.shared["specimens"] = Specimens(self.bench)
        self._specimens = self.bench.shared["specimens"]
        self._unique = self.bench.shared.setdefault("unique", {})
        self._numbers = itertools.count(self.bench.engine.throttle.requests)

    # Who

    def callers(self, operation: Operation | None) -> list[Caller]:
        """Return those whom the contract lets in; nobody where there is no operation to test."""
        if operation is None or operation not in self.bench.operations:
            return []
        return [c for c in self.bench.callers if self.bench.standing(c, operation) in _LET_IN]

    def may(self, caller: Caller, operation: Operation | None) -> bool:
        """Tell whether the contract lets a caller in."""
        return caller in self.callers(operation)

    # Requests

    def send(
        self,
        operation: Operation,
        caller: Caller,
        *,
        names: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        edit: Edit | None = None,
        **body: Any,
    ) -> Reply | None:
        """Send a valid request with these parts in it; `None` where none can be made up.

        A keyword `body` replaces the body. What is optional and not named is left out.
        """
        case = self.case(operation, names=names, query=query, headers=headers, **body)
        return None if case is None else self.deliver(operation, caller, case, edit)

    def deliver(
        self, operation: Operation, caller: Caller, case: Case[Any], edit: Edit | None = None
    ) -> Reply:
        """Send a request as somebody, anew where the session has ended meanwhile."""
        reply = self.bench.send(case, self._shown(caller, operation), edit=edit)
        if (
            reply.status == _UNAUTHORIZED
            and caller.sessions is not None
            and self.may(caller, operation)
        ):
            caller.sessions.log_in()
            reply = self.bench.send(case, self._shown(caller, operation), edit=edit)
        run = (caller.plan.identity.name, self.check)
        if case.method == operation.method:
            self.bench.sightings.enter(operation, reply.response, run)
        return reply

    def case(
        self,
        operation: Operation,
        *,
        names: Mapping[str, Any] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **body: Any,
    ) -> Case[Any] | None:
        """Make a request up."""
        base = self._specimens.of(operation, ())
        if base is None:
            return None
        case = base.derive()
        case.path_parameters.update(names or {})
        self._trim(operation, case)
        case.query.update(query or {})
        case.headers.update(headers or {})
        if "body" in body:
            case.body = body["body"]
        return case

    def _trim(self, operation: Operation, case: Case[Any]) -> None:
        """Leave out what is optional, and give idempotency keys that nobody has used."""
        needed = {(p.location, p.name) for p in operation.parameters if p.required}
        for name in list(case.query):
            if (ParameterLocation.QUERY, name) not in needed:
                del case.query[name]
        for name in list(case.headers):
            if (ParameterLocation.HEADER, name) not in needed:
                del case.headers[name]
        for parameter in operation.parameters:
            if parameter.location is ParameterLocation.HEADER and is_key(parameter.name):
                case.headers[parameter.name] = self.key(operation, parameter.name)

    def key(self, operation: Operation, name: str) -> str:
        """Return an idempotency key that was not used, as long as the contract wants it."""
        parameter = next(p for p in operation.parameters if p.name == name)
        validator = self.bench.judge.schemas.validator(parameter.schema)
        seed = self.bench.engine.seed & 0xFFFF
        number = next(self._numbers)
        texts = (
            f"00000000-0000-4000-8000-{seed:04x}{number:08x}",
            f"{seed:04x}{number:08x}",
            f"{number:08x}",
        )
        return next((text for text in texts if validator.is_valid(text)), texts[0])

    def _shown(self, caller: Caller, operation: Operation) -> list[Any]:
        wanted = {u.scheme for requirement in operation.security or () for u in requirement.uses}
        return [c for c in caller.credentials if c.scheme in wanted]

    # Things

    def make(self, resource: Resource, caller: Caller, **members: Any) -> Made | None:
        """Create a thing as somebody; `None` where that does not succeed.

        A reply 409 makes texts fresh, one after another, and remembers which had to be. What
        the body refers to is looked up or created, where the example names what is not there.
        """
        create = resource.create
        if create is None or not self.may(caller, create):
            return None
        parents = self._parents(resource, caller)
        if parents is None:
            return None
        body = self._body(create, members)
        reply = self._create(create, caller, parents, body)
        if reply is None or not reply[1].is_done:
            return None
        return self._made(resource, caller, parents, reply)

    def _made(
        self, resource: Resource, caller: Caller, above: Mapping[str, Any], sent: tuple[Any, Reply]
    ) -> Made | None:
        names = names_of(resource, above, sent[1].response)
        return None if names is None else Made(resource, caller, names, *sent)

    def made_of(
        self, resource: Resource, caller: Caller, names: Mapping[str, Any], body: Any
    ) -> Made | None:
        """Create a thing from just this body; `None` where that does not succeed."""
        if resource.create is None or not self.may(caller, resource.create):
            return None
        reply = self.send(resource.create, caller, names=names, body=body)
        if reply is None or not reply.is_done:
            return None
        return self._made(resource, caller, names, (body, reply))

    def some(self, resource: Resource) -> Made | None:
        """Create a thing as whoever may."""
        made = (self.make(resource, c) for c in reversed(self.callers(resource.create)))
        return next((thing for thing in made if thing is not None), None)

    def _create(
        self, create: Operation, caller: Caller, parents: Mapping[str, Any], body: Any
    ) -> tuple[Any, Reply] | None:
        for candidate in self._candidates(create, caller, body):
            named = {} if candidate is None else {"body": candidate}
            reply = self.send(create, caller, names=parents, **named)
            if reply is None:
                return None
            if is_success(reply) or reply.status not in {400, 404, _CONFLICT, 422}:
                return candidate, reply
        return None

    def _candidates(self, create: Operation, caller: Caller, body: Any) -> Any:
        """Yield the body with fresh texts, then with references that lead somewhere."""
        label = f"{create.method} {create.path}"
        known = self._unique.setdefault(label, [])
        yield self.fresh(create, body, known)
        if not isinstance(body, dict):
            return
        for name, value in body.items():
            if isinstance(value, str) and name not in known:
                other = self.fresh(create, body, [*known, name])
                if other != body:
                    known.append(name)
                    yield other  # who is done with it stops here, and the name stays known
                    known.pop()
        texts = [name for name, value in body.items() if isinstance(value, str)]
        yield self.fresh(create, self._referring(body, caller), known)
        for other in (body, self._referring(body, caller)):
            before, known[:] = list(known), texts
            yield self.fresh(create, other, texts)
            known[:] = before

    def learn_unique(self, operation: Operation, caller: Caller) -> None:
        """Create a thing, and where nothing clashed another: what must be unique does then."""
        kind = next((kind for kind in self.kinds if kind.create == operation), None)
        for _ in range(2):
            if kind is not None and not self.unique(operation):
                self.make(kind, caller)

    def unique(self, operation: Operation) -> list[str]:
        """Return the texts that had to be fresh when something was created."""
        return self._unique.get(f"{operation.method} {operation.path}", [])

    def fresh(self, operation: Operation, body: Any, names: list[str]) -> Any:
        """Return a body in which these texts are ones that nobody has used."""
        if not isinstance(body, dict):
            return body
        changed = copy.deepcopy(body)
        for name in names:
            if isinstance(changed.get(name), str):
                changed[name] = self._variant(operation, changed, name)
        return changed

    def _variant(self, operation: Operation, body: dict[str, Any], name: str) -> str:
        text, mark = str(body[name]), f"{self.bench.engine.seed % 9999}X{next(self._numbers)}"
        local, at, domain = text.partition("@")
        texts = [f"{local}{mark.lower()}@{domain}"] if at else []
        texts += [f"{text}{mark}", f"{text}-{mark.lower()}", mark, mark.lower(), f"A{mark}"]
        texts += [alike(text, f"{self.bench.engine.seed} {mark}")]
        valid = (t for t in texts if self.is_valid(operation, {**body, name: t}))
        return next(valid, text)

    def is_valid(self, operation: Operation, body: Any) -> bool:
        """Tell whether a body fits its schema."""
        declared = body_schema(operation)
        return declared is None or bool(
            self.bench.judge.schemas.validator(declared[1]).is_valid(body)
        )

    def _referring(self, value: Any, caller: Caller) -> Any:
        if isinstance(value, list):
            return [self._referring(item, caller) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: self._reference(name, item, caller)
            if isinstance(item, str | int)
            else self._referring(item, caller)
            for name, item in value.items()
        }

    def _reference(self, name: str, value: Any, caller: Caller) -> Any:
        kind = referred(self.kinds, name)
        found = None if kind is None else self._existing(kind, caller)
        return value if found is None else found

    def _existing(self, kind: Resource, caller: Caller) -> Any:
        key = (kind.item, caller.plan.identity.name)
        if key not in self._known:
            listed = None
            if kind.list is not None and self.may(caller, kind.list):
                reply = self.send(kind.list, caller)
                content = b"" if reply is None else reply.response.content
                listed = first_identifier(content, kind.parameter)
            made = self.some(kind) if listed is None else None
            self._known[key] = made.id if made is not None else listed
        return self._known[key]

    def _parents(self, resource: Resource, caller: Caller) -> dict[str, Any] | None:
        names: dict[str, Any] = {}
        for parent in resource.parents:
            item = f"{resource.collection.split(f'/{{{parent}}}')[0]}/{{{parent}}}"
            kind = next((k for k in self.kinds if k.item == item), None)
            value = None if kind is None else self._existing(kind, caller)
            if value is None:
                return None
            names[parent] = value
        return names

    def _body(self, create: Operation, members: Mapping[str, Any]) -> Any:
        case = self.case(create)
        declared = body_schema(create)
        if case is None or declared is None:
            return None
        body = copy.deepcopy(case.body)
        return {**body, **members} if isinstance(body, dict) else body

    @staticmethod
    def echo(body: Mapping[str, Any], made: Made) -> dict[str, Any]:
        """Return the body with the numbers that the thing itself shows: its total, its version.

        A step often wants what it is about (`amount`); links say so, names may.
        """
        create = made.resource.create
        return echoed(body, json_of(made.reply), () if create is None else create.links)

    # Findings

    def confirm(  # noqa: PLR0913 - what a finding says, and how it is seen
        self,
        operation: Operation,
        reason: str,
        detail: str,
        *,
        seen: Callable[[], Reply | None],
        caller: Caller,
        pointer: Pointer | None = None,
        promised: tuple[str, ...] | None = None,
    ) -> bool:
        """Report what is seen twice; `seen` returns the reply that shows it, else `None`.

        `promised` are the statuses that this reply may have; by default that of the response
        which `pointer` names.
        """
        if seen() is None:
            return False
        place = pointer or operation.pointer
        statuses = promised or tuple(r.status for r in operation.responses if r.pointer == place)
        with self.bench.sightings.trail.followed():
            shown = seen()
            if shown is None:
                return False
            breach = Breach(self.check, reason, detail, place, statuses or None)
            self.bench.report(operation, breach, shown, (caller.plan.identity.name, self.check))
        return True


def response_pointer(operation: Operation, status: int) -> Pointer:
    """Return the place of the response declared for a status; the operation's where none is."""
    declared = declared_response(operation, status)
    return operation.pointer if declared is None else declared.pointer


def is_key(name: str) -> bool:
    """Tell whether a header field is an idempotency key."""
    return name.lower() in {"idempotency-key", "x-idempotency-key"}


def etag_of(reply: Reply) -> str | None:
    """Return the entity tag of a reply."""
    return next(iter(reply.response.headers.get("etag") or ()), None)
