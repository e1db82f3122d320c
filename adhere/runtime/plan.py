"""The plan of an operation: all that its requests need, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Union, get_type_hints

from .body import BodyPlan
from .body_planning import BodyPlanner, kind_of
from .choosing import Chooser
from .content import item_annotation, members_of
from .contract_files import Contract, Located
from .encoding_planning import EncodingPlanner
from .guard import NO_SCHEMA, Guards, SchemaCheck
from .media_types import is_json
from .operation import OperationMark, leads_to
from .options import Options
from .parameters import ParameterPlan, ParameterSpec, reader
from .part_writing import PartsContent
from .problems import Breach
from .replies import AnyReply, body_type, header_field, header_types, reply_class
from .reply_content import ReplyContent, Serializer
from .responder import ReplyHeader, ReplyPlan, Responder
from .sequences import EVENTS, items_framing
from .shapes import Shape
from .typed import Choose, Typed

DEFAULT_STYLES: Mapping[str, str] = {
    "path": "simple",
    "query": "form",
    "querystring": "form",
    "header": "simple",
    "cookie": "form",
}
IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


class ContractMismatch(ValueError):  # noqa: N818  # said of the generated code
    """Generated code and contract do not belong together."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The types that a Protocol's method says: of its body, parameters and replies."""

    body: Any
    parameters: Mapping[str, Any]
    returns: Any

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Annotations:
        """Read the annotations of a method `(self, call, body, *, ...)`."""
        # With locals of its own, quoted types are not remembered from another package.
        hints = get_type_hints(function, localns={}, include_extras=True)
        code = function.__code__
        positional = code.co_varnames[: code.co_argcount]
        body = hints.get("body") if "body" in positional else None
        named = {name: hints[name] for name in keywords_of(function)}
        return cls(body, named, hints.get("return"))


def keywords_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of the parameters that a method takes by keyword only."""
    code = function.__code__
    return code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]


class OperationPlan:
    """One operation of the contract, joined with its Protocol's method."""

    def __init__(  # the four sources a plan is made of, by name
        self,
        contract: Contract,
        guards: Guards,
        *,
        mark: OperationMark,
        function: Callable[..., Any],
        options: Options,
        chooser: Chooser | None = None,
    ) -> None:
        """Find the operation. Raises `ContractMismatch` where the contract has none."""
        found = contract.operation(mark)
        if found is None:
            raise ContractMismatch(f"The contract has no operation {mark.method} {mark.path}.")
        self.mark = mark
        self._item, self.node = found
        self._contract = contract
        self._guards = guards.turned() if mark.is_sent else guards
        self.options = options
        self._function = function
        self._chooser = None if mark.is_sent else chooser

    def check(self) -> None:
        """Raise `ContractMismatch` where the method takes what is no parameter of the operation.

        All else is worked out for the first request, or by `warm_up`.
        """
        known = [_wire_name(node) for node in self._parameter_nodes()]
        for name in self.keywords:
            self._wire_key(name, known)

    def warm_up(self) -> None:
        """Work everything out, validators and models included. Raises `ContractMismatch`."""
        _ = self.produced
        for part in (*self.parameters, self.body, self.responder):
            if part is not None:
                part.warm_up()

    @property
    def keywords(self) -> tuple[str, ...]:
        """The Python names of the parameters that the Protocol's method takes."""
        return keywords_of(self._function)

    @property
    def has_body(self) -> bool:
        """Tell whether the operation has a request body."""
        content = self._contract.child(self.node, "requestBody", "content")
        return content is not None and bool(content.value)

    @cached_property
    def annotations(self) -> Annotations:
        """The types of the Protocol's method."""
        return Annotations.of(self._function)

    @property
    def security(self) -> Sequence[Mapping[str, Sequence[str]]]:
        """The security requirements: the operation's own, or the document's."""
        found: Sequence[Mapping[str, Sequence[str]]] = self._contract.security(self.mark, self.node)
        return found

    @cached_property
    def responses(self) -> Mapping[str, Located]:
        """The Response Objects by status (`200`, `4XX`, `default`)."""
        node = self.node.get("responses")
        found = () if node is None else node.items()
        return {status.upper().replace("DEFAULT", "default"): self._contract.resolve(response)
                for status, response in found}  # fmt: skip

    def invalid_status(self, breaches: Sequence[Breach]) -> int:
        """Return the status that the operation declares for a request that is not valid.

        Where it declares both, header fields are answered with 400, what a request is about
        with 422 (RFC 9110, sections 15.5.1 and 15.5.21).
        """
        if "400" not in self.responses:
            return 422
        in_headers = all(b.pointer.startswith(("/header/", "/cookie/")) for b in breaches)
        return 400 if in_headers or "422" not in self.responses else 422

    @cached_property
    def produced(self) -> tuple[str, ...] | None:
        """The media types of what succeeds; `None` where something succeeds without a body."""
        successes = [r for status, r in self.responses.items() if status[0] in "23d"]
        found: dict[str, None] = {}
        for response in successes:
            content = response.get("content")
            if content is None or not content.value:
                return None
            found.update(dict.fromkeys(content.value))
        return tuple(found) or None

    # -- parameters

    @cached_property
    def specs(self) -> list[ParameterSpec]:
        """What the contract says about each parameter, those ignored by it left out."""
        nodes = list(self._parameter_nodes())
        names = frozenset(n.value["name"] for n in nodes if n.value["in"] == "query")
        return [self._spec(node, names) for node in nodes]

    @cached_property
    def parameters(self) -> list[ParameterPlan]:
        """The parameters that the Protocol's method takes."""
        specs = {(spec.location, _key(spec.location, spec.name)): spec for spec in self.specs}
        nodes = {_wire_name(node): node for node in self._parameter_nodes()}
        plans = []
        for python_name, annotation in self.annotations.parameters.items():
            key = self._wire_key(python_name, list(specs))
            choose = self._choose(nodes[key])
            plan = _parameter_plan(python_name, annotation, specs[key], nodes[key])
            plans.append(replace(plan, choose=choose))
        return plans

    def _choose(self, parameter: Located) -> Choose | None:
        """Return what chooses the classes of a parameter's objects."""
        if self._chooser is None:
            return None
        return self._chooser.choose(self._contract.described(parameter)[1])

    def _parameter_nodes(self) -> Iterator[Located]:
        found: dict[tuple[str, str], Located] = {}
        for owner in (self._item, self.node):
            listed = owner.get("parameters")
            for node in () if listed is None else listed.elements():
                parameter = self._contract.resolve(node)
                place, name = key = _wire_name(parameter)
                if place != "header" or name not in IGNORED_HEADERS:
                    found[key] = parameter
        yield from found.values()

    def _wire_key(self, python_name: str, known: Sequence[tuple[str, str]]) -> tuple[str, str]:
        mark = self.mark.names.get(python_name)
        if mark is not None:
            key = (mark.location, _key(mark.location, mark.name))
            matches = [key] if key in known else []
        else:
            matches = [key for key in known if leads_to(python_name, *key)]
        if len(matches) != 1:
            where = f"{self.mark.method} {self.mark.path}"
            raise ContractMismatch(f"{where}: {python_name} is not exactly one parameter.")
        return matches[0]

    def _spec(self, node: Located, siblings: frozenset[str]) -> ParameterSpec:
        value = node.value
        media_type, schema = self._parameter_schema(node)
        style = value.get("style", DEFAULT_STYLES[value["in"]])
        guard = self._guards.request
        return ParameterSpec(
            name=value["name"],
            location=value["in"],
            style=style,
            explode=value.get("explode", style in {"form", "cookie"}),
            shape=Shape(self._contract, guard, [schema]),
            check=SchemaCheck(guard, schema.pointer),
            media_type=media_type,
            siblings=siblings - {value["name"]},
            may_be_empty=value["in"] == "query" and value.get("allowEmptyValue") is True,
            max_depth=self.options.max_depth,
            max_errors=self.options.max_errors,
        )

    def _parameter_schema(self, node: Located) -> tuple[str | None, Located]:
        media_type, schema = self._contract.described(node)
        return media_type, schema or ANY_SCHEMA

    # -- body

    @cached_property
    def body(self) -> BodyPlan | None:
        """The request body, `None` where the operation has none."""
        guard, annotation = self._guards.request, self.annotations.body
        planner = BodyPlanner(self._contract, guard, annotation, self._chooser)
        return planner.plan(self._contract.child(self.node, "requestBody"))

    # -- replies

    @cached_property
    def responder(self) -> Responder:
        """The responses, joined with the reply types of the return annotation."""
        members = list(members_of(self.annotations.returns))
        by_type = {
            reply: self._reply_plan(str(reply.declared_status), body_type(member), reply)
            for member in members
            if (reply := reply_class(member)) is not None
        }
        plans = [self._reply_plan(status, Any, None) for status in self.responses]
        return Responder(by_type, self._bare(members), plans, self.options)

    def _bare(self, members: Sequence[Any]) -> ReplyPlan | None:
        bare = [member for member in members if reply_class(member) is None]
        successes = [status for status in self.responses if status[0] in "23"]
        if not bare or not successes:
            return None
        annotation = None if bare == [type(None)] else Union[tuple(bare)]  # noqa: UP007  # made of values
        return self._reply_plan(successes[0], annotation, None)

    def _reply_plan(self, status: str, annotation: Any, reply: type[AnyReply] | None) -> ReplyPlan:
        node = self.responses.get(status)
        if node is None:
            raise ContractMismatch(f"{self.mark.method} {self.mark.path} has no response {status}.")
        content = self._contract.child(node, "content")
        contents = {
            name: self._reply_content(name, self._contract.resolve(media), annotation)
            for name, media in (() if content is None else content.items())
        }
        return ReplyPlan(
            status=int(status) if status.isdigit() else status,
            statuses=_statuses(status),
            excluded=self._more_specific(status),
            contents=contents,
            ranges=tuple(contents),
            headers=tuple(self._reply_headers(node, reply)),
        )

    def _more_specific(self, status: str) -> frozenset[int]:
        others = [s for s in self.responses if s != status and (s.isdigit() or status == "default")]
        return (
            frozenset() if status.isdigit() else frozenset(n for s in others for n in _statuses(s))
        )

    def _reply_content(self, media_range: str, media: Located, annotation: Any) -> ReplyContent:
        framing, item_type = items_framing(media_range, media.value), item_annotation(annotation)
        encodings = EncodingPlanner(self._contract, self._guards.reply)
        if (positions := encodings.positions(media_range, media)) is not None:
            is_stream = item_type is not None and media.get("itemSchema") is not None
            return PartsContent(
                kind="items" if is_stream else "parts",
                check=self._reply_check(media, "itemSchema" if is_stream else "schema"),
                serializer=None,
                options=self.options,
                positions=positions,
            )
        if framing is not None and item_type is not None:
            return ReplyContent(
                kind="items",
                check=self._reply_check(media, "itemSchema"),
                serializer=Serializer(item_type),
                options=self.options,
                framing=framing,
                data_check=self._event_data_check(media) if framing is EVENTS else None,
            )
        schema, kind = media.get("schema"), kind_of(media_range)
        return ReplyContent(
            kind="bytes" if kind == "form" else kind,
            check=encodings.text_check(schema) if kind == "text" else encodings.check(schema),
            serializer=None if annotation is None else Serializer(annotation),
            options=self.options,
        )

    def _event_data_check(self, media: Located) -> SchemaCheck | None:
        """Return the check of what an event's `data` holds as JSON (its `contentSchema`)."""
        data = self._contract.child(media, "itemSchema", "properties", "data")
        schema = None if data is None else data.get("contentSchema")
        return None if schema is None else SchemaCheck(self._guards.reply, schema.pointer)

    def _reply_check(self, media: Located, keyword: str) -> SchemaCheck | None:
        schema = media.get(keyword)
        return None if schema is None else SchemaCheck(self._guards.reply, schema.pointer)

    def _reply_headers(self, node: Located, reply: type[AnyReply] | None) -> Iterator[ReplyHeader]:
        headers, types = node.get("headers"), {} if reply is None else header_types(reply)
        for name, header in () if headers is None else headers.items():
            found = self._contract.resolve(header)
            media_type, schema = self._contract.described(found)
            if name.lower() == "content-type":
                continue
            field = None if reply is None else header_field(reply, name)
            yield ReplyHeader(
                name=name,
                field=field,
                required=bool(found.value.get("required", False)),
                explode=bool(found.value.get("explode", False)),
                is_json=is_json(media_type),
                check=None if schema is None else SchemaCheck(self._guards.reply, schema.pointer),
                serializer=Serializer(Any if field is None else types[field]),
            )


ANY_SCHEMA = Located({}, NO_SCHEMA)


def _wire_name(parameter: Located) -> tuple[str, str]:
    """Return what tells a Parameter Object from others: its place and its name."""
    place: str = parameter.value["in"]
    return place, _key(place, parameter.value["name"])


def _key(location: str, name: str) -> str:
    return name.lower() if location == "header" else name


def _parameter_plan(
    python_name: str, annotation: Any, spec: ParameterSpec, node: Located
) -> ParameterPlan:
    return ParameterPlan(
        python_name=python_name,
        pointer=f"/{spec.location}/{spec.name}",
        required=spec.location == "path" or bool(node.value.get("required", False)),
        read=reader(spec),
        check=spec.check,
        typed=Typed(annotation),
        default=spec.shape.default,
        max_errors=spec.max_errors,
    )


def _statuses(status: str) -> range:
    if status.isdigit():
        return range(int(status), int(status) + 1)
    if status == "default":
        return range(200, 600)
    return range(int(status[0]) * 100, int(status[0]) * 100 + 100)
