"""Each constraint of each value that is sent is enforced: its nearest neighbour is refused.

JSON Schema Validation 2020-12, section 6; OpenAPI 3.1, 4.8.24.1 (`readOnly`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from schemathesis import Case

from adhere.contract.nodes import Operation, Parameter, ParameterLocation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.neighbours import (
    Neighbour,
    Value,
    absent,
    holder_of,
    neighbours,
    types_of,
    unknown_member,
)
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Made, Workshop, is_success
from adhere.fuzz.resources import Member, body_schema, reply_schema
from adhere.fuzz.settings import SAFE_METHODS
from adhere.fuzz.wire import Validity, WireRequest
from adhere.source import Pointer

_ID = "constraints"
_DEEPEST = 3
_IGNORED = frozenset({"accept", "authorization", "content-type"})


def _run(bench: Bench) -> None:
    workshop = Workshop(bench, _ID)
    for operation in bench.operations:
        if operation.method not in SAFE_METHODS and not bench.engine.profile.may_change:
            continue
        for caller in workshop.callers(operation)[-1:]:
            with bench.attempt(operation):
                _Tester(workshop, operation, caller).test()


@dataclass(slots=True)
class _Tester:
    """One operation, in requests that are right but for one value."""

    workshop: Workshop
    operation: Operation
    caller: Caller
    made: Made | None = None

    def test(self) -> None:
        """Send every neighbour; report those that are accepted twice."""
        self.made = self._thing()
        if self._base() is None:
            return
        for neighbour in (*self._of_parameters(), *self._of_body()):
            self.workshop.confirm(
                self.operation,
                f"accepts {neighbour.text}",
                f"The contract does not allow {neighbour.text}.",
                seen=partial(self._accepted, neighbour),
                caller=self.caller,
                pointer=neighbour.pointer,
                promised=("4XX",),
            )

    def _thing(self) -> Made | None:
        """Create what the operation's path names, so that 404 hides nothing."""
        if not self.workshop.bench.engine.profile.may_change:
            return None
        names = self.operation.path.count("{")
        path = self.operation.path
        kinds = [k for k in self.workshop.kinds if path == k.item or path.startswith(f"{k.item}/")]
        kinds = [k for k in kinds if k.item.count("{") == names and k.create is not None]
        for kind in kinds:
            made = self.workshop.make(kind, self.caller) or self.workshop.some(kind)
            if made is not None:
                return made
        return None

    def _base(self) -> Case[Any] | None:
        names = {} if self.made is None else self.made.names
        headers = {}
        if any(p.name.lower() == "if-match" for p in self.operation.parameters):
            headers = {"If-Match": "*"}
        case = self.workshop.case(self.operation, names=names, headers=headers)
        if case is not None and self.made is not None and isinstance(case.body, dict):
            case.body = self.workshop.echo(case.body, self.made)
        return case

    def _accepted(self, neighbour: Neighbour) -> Reply | None:
        case = self._base()
        if case is None:
            return None
        if isinstance(case.body, dict):
            body = self.workshop.fresh(self.operation, case.body, self._unique())
            case.body = body
        neighbour.put(case)
        if not self._is_invalid(case):
            return None
        reply = self.workshop.deliver(self.operation, self.caller, case)
        return reply if is_success(reply) else None

    def _unique(self) -> list[str]:
        return self.workshop.unique(self.operation)

    def _is_invalid(self, case: Case[Any]) -> bool:
        """Ask the second witness, who reads the request as it will travel."""
        prepared = self.workshop.bench.prepared(case)
        verdict = self.workshop.bench.judge.judge(self.operation, WireRequest.of(prepared))
        return verdict.validity is Validity.INVALID

    # Parameters

    def _of_parameters(self) -> Iterator[Neighbour]:
        for parameter in self.operation.parameters:
            place = parameter.location
            if parameter.name.lower() in _IGNORED or not parameter.is_declared:
                continue
            if place is ParameterLocation.PATH or not isinstance(parameter.schema.value, Mapping):
                continue
            if parameter.required:
                name = parameter.name
                yield Neighbour(
                    f"a request without {name}", parameter.pointer, partial(_drop, name)
                )
            yield from self._values(parameter)

    def _values(self, parameter: Parameter) -> Iterator[Neighbour]:
        schema, pointer = self.workshop.shapes.follow(
            dict(parameter.schema.value) if isinstance(parameter.schema.value, Mapping) else {},
            parameter.schema.pointer,
        )
        for found in neighbours(schema, _plain(schema)):
            text = found.value if isinstance(found.value, str) else str(found.value)
            is_header = parameter.location is ParameterLocation.HEADER
            if is_header and (not text.isprintable() or text != text.strip() or not text.isascii()):
                continue
            if not text and is_header:
                continue
            yield Neighbour(
                f"{found.what} as {parameter.name}",
                pointer / found.keyword,
                partial(_set, parameter, text),
            )

    # Body

    def _of_body(self) -> Iterator[Neighbour]:
        declared = body_schema(self.operation)
        case = self._base()
        if declared is None or case is None or not isinstance(case.body, dict):
            return
        schema = dict(declared[1].value) if isinstance(declared[1].value, Mapping) else {}
        yield from self._inside(schema, declared[1].pointer, case.body, ())

    def _inside(
        self, schema: Any, pointer: Pointer, value: Any, path: tuple[str | int, ...]
    ) -> Iterator[Neighbour]:
        node, place = self.workshop.shapes.follow(schema, pointer)
        if isinstance(value, dict) and len(path) < _DEEPEST:
            yield from self._of_object(node, place, value, path)
        elif isinstance(value, list) and len(path) < _DEEPEST:
            for found in neighbours(node, value):
                yield self._replaced(found, place, path)
            if value and "items" in node:
                yield from self._inside(node["items"], place / "items", value[0], (*path, 0))
        else:
            for found in neighbours(node, value):
                yield self._replaced(found, place, path)

    def _of_object(
        self, node: Mapping[str, Any], place: Pointer, value: Any, path: tuple[str | int, ...]
    ) -> Iterator[Neighbour]:
        shown = self.workshop.shapes.members(reply_schema(self.operation)) if not path else {}
        members = {m.name: m for m in self.workshop.shapes.members_of(dict(node), place)}
        for name in node.get("required", ()):
            if name in value:
                yield Neighbour(
                    f"a body without {_said((*path, name))}",
                    place / "required",
                    partial(absent, path, name),
                )
        if node.get("additionalProperties") is False:
            unknown = [m for m in shown.values() if m.name not in members]
            for name, extra in [("undeclared_member", "x"), *_chosen(unknown)]:
                yield Neighbour(
                    f"a member that is not declared, {name}, {_inside_of(path)}",
                    place / "additionalProperties",
                    partial(unknown_member, path, name, extra),
                )
        for name, member in members.items():
            sample = value.get(name, _plain(member.schema))
            schema = dict(member.schema)
            yield from self._inside(schema, member.pointer, sample, (*path, name))

    @staticmethod
    def _replaced(found: Value, place: Pointer, path: tuple[str | int, ...]) -> Neighbour:
        def put(case: Case[Any]) -> None:
            if not path:
                case.body = found.value
                return
            body = copy.deepcopy(case.body)
            holder_of(body, path[:-1])[path[-1]] = found.value
            case.body = body

        return Neighbour(f"{found.what} as {_said(path)}", place / found.keyword, put)


def _chosen(members: list[Member]) -> list[tuple[str, Any]]:
    """Return what the service itself chooses, as a caller might try to."""
    values: dict[str, Any] = {"integer": 7, "number": 7, "boolean": True, "string": "x"}
    found = []
    for member in members:
        schema = member.schema
        is_list = member.types == {"array"} and isinstance(schema.get("items"), dict)
        node = schema["items"] if is_list else schema
        kinds = [kind for kind in types_of(node) if kind in values]
        if kinds:
            value = (node.get("enum") or [values[kinds[0]]])[-1]
            found.append((member.name, [value] if is_list else value))
    return found


def _plain(schema: Mapping[str, Any]) -> Any:
    """Return some value of the schema's type, fit to make neighbours of."""
    examples = [*schema.get("examples", ()), *schema.get("enum", ())]
    kinds = {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    known = (kinds[kind] for kind in sorted(types_of(schema)) if kind in kinds)
    return examples[0] if examples else next(known, "text")


def _said(path: tuple[str | int, ...]) -> str:
    return "/".join("*" if isinstance(step, int) else step for step in path) or "the body"


def _inside_of(path: tuple[str | int, ...]) -> str:
    return f"in {_said(path)}"


def _drop(name: str, case: Case[Any]) -> None:
    case.headers.pop(name, None)
    case.query.pop(name, None)
    case.cookies.pop(name, None)


def _set(parameter: Parameter, text: str, case: Case[Any]) -> None:
    match parameter.location:
        case ParameterLocation.HEADER:
            case.headers[parameter.name] = text
        case ParameterLocation.COOKIE:
            case.cookies[parameter.name] = text
        case _:
            case.query[parameter.name] = text


CONSTRAINTS = Probe(_ID, "a value accepted that a keyword of its schema does not allow", _run)
