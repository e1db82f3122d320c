"""The names of everything that generated code spells out: one pass over the whole document.

Methods, parameters, headers, schemes and groups are in snake case, classes in Pascal case.
`x-adhere-name` beside a name pins it. Where one class name would stand for two kinds of things,
the schema keeps it, the Protocol becomes `PetOperations` and the reply `GetPet200Reply`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from adhere.contract import reserved
from adhere.contract.claims import Claim, Namespace
from adhere.contract.cursor import Cursor
from adhere.contract.findings import finding
from adhere.contract.nodes import (
    Callback,
    Group,
    Header,
    NamedSchema,
    Node,
    Operation,
    Parameter,
    ParameterLocation,
    Response,
    SecurityScheme,
    Webhook,
)
from adhere.contract.words import header_case, pascal_case, snake_case
from adhere.diagnostics import Diagnostic, Severity

PIN = "x-adhere-name"
PIN_INVALID = "name-pin-invalid"
UNTAGGED = "default"

# Where two parameters have one name, the first of these locations keeps it.
_PRECEDENCE = list(ParameterLocation)


@dataclass(slots=True)
class Naming:
    """Gives names, remembers the class names given, and collects what is wrong with any."""

    findings: list[Diagnostic] = field(default_factory=list)
    classes: set[str] = field(default_factory=lambda: set(reserved.CLASSES))
    modules: set[str] = field(default_factory=lambda: set(reserved.GROUPS))
    _reply_names: dict[tuple[str, str], str] = field(default_factory=dict)

    def schemas(self, schemas: Sequence[NamedSchema]) -> tuple[NamedSchema, ...]:
        """Name the types of `components/schemas`."""
        claims = [
            self._claim(schema, schema.key, pascal_case(schema.key, prefix="Schema"))
            for schema in schemas
        ]
        names = self._classes(claims, kind="schemas", suffix="Model")
        return tuple(replace(s, class_name=n) for s, n in zip(schemas, names, strict=True))

    def schemes(self, schemes: Sequence[SecurityScheme]) -> tuple[SecurityScheme, ...]:
        """Name the methods of the generated `Security`."""
        claims = [
            self._claim(scheme, scheme.name, snake_case(scheme.name, prefix="scheme"))
            for scheme in schemes
        ]
        names = self._allocate(claims, Namespace("security schemes", reserved.METHODS, "_"))
        return tuple(replace(s, python_name=n) for s, n in zip(schemes, names, strict=True))

    def groups(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """Name the modules and Protocols of the tags."""
        claims = [
            self._claim(group, group.tag, snake_case(group.tag or UNTAGGED, prefix="tag"))
            for group in groups
        ]
        space = Namespace("tags", reserved.GROUPS, "_operations", key=str.casefold)
        names = self._allocate(claims, space)
        self.modules.update(names)
        claims = [
            Claim(claim.node, claim.written, _protocol_name(name))
            for claim, name in zip(claims, names, strict=True)
        ]
        class_names = self._classes(claims, kind="tags", suffix="Operations")
        return tuple(
            replace(group, name=name, class_name=class_name)
            for group, name, class_name in zip(groups, names, class_names, strict=True)
        )

    def sent(self, group: Group | None) -> Group | None:
        """Name what the service sends, whose methods have names of their own Protocol.

        Modules and classes get what those of the tags have left.
        """
        if group is None:
            return None
        space = Namespace("tags", self.modules, "_sent", key=str.casefold)
        [name] = self._allocate([Claim(group, group.tag, group.name)], space)
        self.modules.add(name)
        claim = Claim(group, group.tag, _protocol_name(name))
        [class_name] = self._classes([claim], kind="tags", suffix="Sent")
        operations = tuple(replace(o, group=name) for o in self.operations(group.operations))
        return replace(group, name=name, class_name=class_name, operations=operations)

    def operations(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """Name methods, their parameters, and the replies with their headers."""
        claims = [self._operation_claim(operation, operations) for operation in operations]
        is_sent = any(operation.is_sent for operation in operations)
        taken = reserved.SENT_METHODS if is_sent else reserved.METHODS
        names = self._allocate(claims, Namespace("operations", taken, "_"))
        stems = self._stems(claims, names)
        named = [
            replace(operation, name=name, class_name=stem, parameters=self._parameters(operation))
            for operation, name, stem in zip(operations, names, stems, strict=True)
        ]
        replies = self._replies(named)
        return tuple(
            replace(o, responses=tuple(self._response(r, replies) for r in o.responses))
            for o in named
        )

    def _operation_claim(self, operation: Operation, siblings: Sequence[Operation]) -> Claim:
        if operation.origin is not None:
            written = _sent_name(operation, operation.origin, siblings)
        else:
            written = operation.operation_id or _method_and_path(operation)
        return self._claim(operation, written, snake_case(written, prefix="operation"))

    def _stems(self, claims: Sequence[Claim], names: Sequence[str]) -> list[str]:
        stems = [
            Claim(
                claim.node,
                claim.written,
                pascal_case(
                    claim.written if claim.name == name and not claim.is_pinned else name,
                    prefix="Operation",
                ),
                claim.is_pinned,
            )
            for claim, name in zip(claims, names, strict=True)
        ]
        return self._allocate(stems, Namespace("operations", (), "", separator=""))

    def _parameters(self, operation: Operation) -> tuple[Parameter, ...]:
        parameters = operation.parameters
        claims = [self._parameter_claim(p, parameters) for p in parameters]
        names = self._allocate(claims, Namespace("parameters", reserved.PARAMETERS, "_"))
        return tuple(replace(p, python_name=n) for p, n in zip(parameters, names, strict=True))

    def _parameter_claim(self, parameter: Parameter, siblings: Iterable[Parameter]) -> Claim:
        name = _parameter_name(parameter)
        rank = _PRECEDENCE.index(parameter.location)
        is_second = any(
            _PRECEDENCE.index(other.location) < rank and _parameter_name(other) == name
            for other in siblings
        )
        wanted = f"{name}_{parameter.location}" if is_second else name
        if not parameter.is_declared:
            return Claim(parameter, parameter.name, wanted)
        return self._claim(parameter, parameter.name, wanted)

    def _replies(self, operations: Sequence[Operation]) -> dict[tuple[str, str], str]:
        """Return the class names by the response's pointer and status."""
        claims: dict[tuple[str, str], Claim] = {}
        for operation in operations:
            for response in operation.responses:
                key = (str(response.pointer), response.status)
                if key not in claims and key not in self._reply_names:
                    claims[key] = self._reply_claim(response, operation)
        names = self._classes(list(claims.values()), kind="replies", suffix="Reply")
        self._reply_names.update(zip(claims, names, strict=True))
        return self._reply_names

    def _reply_claim(self, response: Response, operation: Operation) -> Claim:
        label = response.status if response.status != "default" else "Default"
        if response.component is None:
            written = f"{operation.class_name} {label}"
            stem = self._claim(response, written, operation.class_name)
            return Claim(response, written, _reply_name(stem.name, label), stem.is_pinned)
        pascal = pascal_case(response.component, prefix="Response")
        stem = self._claim(response, response.component, pascal)
        name = _reply_name(stem.name, label)
        return Claim(response, f"{response.component} {label}", name, stem.is_pinned)

    def _response(self, response: Response, replies: dict[tuple[str, str], str]) -> Response:
        name = replies[str(response.pointer), response.status]
        is_named = Cursor.of(response).get(PIN) is not None
        headers = self._headers(response.headers)
        return replace(response, class_name=name, headers=headers, is_named=is_named)

    def _headers(self, headers: Sequence[Header]) -> tuple[Header, ...]:
        claims = [
            self._claim(header, header.name, header_case(header.name, prefix="header"))
            for header in headers
        ]
        names = self._allocate(claims, Namespace("headers", reserved.HEADERS, "_"))
        return tuple(replace(h, python_name=n) for h, n in zip(headers, names, strict=True))

    def _classes(self, claims: Sequence[Claim], *, kind: str, suffix: str) -> list[str]:
        space = Namespace(kind, frozenset(self.classes), suffix, separator="")
        names = self._allocate(claims, space)
        self.classes.update(names)
        return names

    def _allocate(self, claims: Sequence[Claim], space: Namespace) -> list[str]:
        names, findings = space.allocate(claims)
        self.findings.extend(findings)
        return names

    def _claim(self, node: Node, written: str, name: str) -> Claim:
        """Return the claim of a node to a name, or to the one that is pinned beside it."""
        pin = Cursor.of(node).get(PIN)
        if pin is None:
            return Claim(node, written, name)
        if isinstance(pin.value, str) and _fits(pin.value, like=name):
            return Claim(node, written, pin.value, is_pinned=True)
        self.findings.append(_invalid(pin, like=name))
        return Claim(node, written, name)


def _fits(pin: str, *, like: str) -> bool:
    is_class = like[:1].isupper()
    taken = reserved.CLASSES if is_class else reserved.KEYWORDS
    return pin.isidentifier() and pin not in taken and pin[:1].isupper() == is_class


def _invalid(pin: Cursor, *, like: str) -> Diagnostic:
    case = "in Pascal case" if like[:1].isupper() else "in snake case"
    return finding(
        pin,
        rule=PIN_INVALID,
        severity=Severity.ERROR,
        message=f"{pin.value!r} cannot be the name of this",
        mend=f"Write a Python identifier {case} that is not reserved, such as {like!r}.",
    )


def _protocol_name(module: str) -> str:
    """Name the Protocol of a module, which is an argument too: letters without case name both."""
    name = pascal_case(module, prefix="Tag")
    return f"Tag{name}" if name == module else name


def _reply_name(stem: str, status: str) -> str:
    """Return `CreateOrder201`, `NotFound404` for the stem `NotFound404`, `GetV2Reply200`."""
    plain = stem.removesuffix(status) or stem
    return f"{plain}Reply{status}" if plain[-1].isdigit() else plain + status


def _parameter_name(parameter: Parameter) -> str:
    is_header = parameter.location is ParameterLocation.HEADER
    case = header_case if is_header else snake_case
    return case(parameter.name, prefix="parameter")


def _sent_name(
    operation: Operation, origin: Webhook | Callback, siblings: Sequence[Operation]
) -> str:
    """Return the name of a webhook, or of a callback; with what tells apart others of it."""
    if isinstance(origin, Callback) and any(
        other.origin.name == origin.name and other.origin.pointer != origin.pointer
        for other in siblings
        if isinstance(other.origin, Callback)
    ):
        return operation.operation_id or f"{origin.owner.name} {origin.name}"
    count = sum(1 for o in siblings if o.origin and o.origin.pointer == origin.pointer)
    return origin.name if count == 1 else f"{operation.method.lower()} {origin.name}"


def _method_and_path(operation: Operation) -> str:
    """Return `get orders by order_id` for `GET /orders/{order_id}`."""
    segments = [s for s in operation.path.split("/") if s] or ["root"]
    spoken = (re.sub(r"\{([^{}]*)\}", r" by \1 ", segment) for segment in segments)
    return " ".join((operation.method.lower(), *spoken))
