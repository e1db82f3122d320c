"""Which operations mean something else than in an earlier version of the document.

Two operations mean the same where they differ in nothing but descriptions, examples, the names of
components and the order of what has none. Everything they refer to belongs to what they mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adhere import contract as contracts
from adhere.contract.nodes import Contract, Operation
from adhere.document import Document
from adhere.fuzz.resources import resources
from adhere.source import Pointer

# Says nothing about what travels (OpenAPI 3.1, section 4.8; JSON Schema 2020-12, section 9).
_ANNOTATIONS = frozenset(
    {
        "$comment", "deprecated", "description", "example", "examples", "externalDocs",
        "operationId", "summary", "tags", "title",
    }
)  # fmt: skip
# Their members are named by the author of the document.
_MAPS = frozenset(
    {
        "$defs", "callbacks", "content", "definitions", "dependentSchemas", "encoding", "headers",
        "links", "mapping", "patternProperties", "properties", "responses", "scopes", "variables",
    }
)  # fmt: skip
# Their members stand in any order.
_SETS = frozenset({"allOf", "anyOf", "enum", "oneOf", "parameters", "required", "security", "type"})
# They hold a value, no part of the description.
_VALUES = frozenset({"const", "default", "enum"})


@dataclass(frozen=True, slots=True)
class Changes:
    """The operations (`POST /orders`) that mean something else, and who creates what they need."""

    changed: tuple[str, ...]
    producers: tuple[str, ...]

    @property
    def tested(self) -> frozenset[str]:
        """What there is to test."""
        return frozenset((*self.changed, *self.producers))


def changes(before: Document, now: Document) -> Changes:
    """Compare two documents; an operation that is new counts as changed."""
    old = {label: _meaning(before, operation) for label, operation in _operations(before)}
    new = {label: _meaning(now, operation) for label, operation in _operations(now)}
    changed = tuple(label for label, meaning in new.items() if old.get(label) != meaning)
    contract = contracts.build(now).contract
    needed = producers(contract, frozenset(changed))
    return Changes(changed, tuple(label for label in new if label in needed - set(changed)))


def _operations(document: Document) -> Iterator[tuple[str, Operation]]:
    for operation in contracts.build(document).contract.operations:
        yield f"{operation.method} {operation.path}", operation


def _meaning(document: Document, operation: Operation) -> str:
    """Return the same text for operations that mean the same."""
    data, reader = document.data, _Reader(document)
    node, item = _at(document, operation.pointer), _at(document, operation.pointer.parent)
    security = node.get("security", data.get("security", []))
    schemes = {name for requirement in security for name in requirement}
    declared = data.get("components", {}).get("securitySchemes", {})
    whole = {
        **node,
        "parameters": [_at(document, p.pointer) for p in operation.parameters],
        "security": security,
        "servers": node.get("servers", item.get("servers", data.get("servers", []))),
        "securitySchemes": [reader.read(declared.get(name)) for name in sorted(schemes)],
    }
    return json.dumps([reader.read(whole), list(reader.components())], sort_keys=True)


@dataclass(slots=True)
class _Reader:
    """Reads nodes without what says nothing; a reference is the number of the component."""

    document: Document
    _numbers: dict[str, int] = field(default_factory=dict)

    def components(self) -> Iterator[Any]:
        """Yield every component that was referred to, and those that these refer to."""
        done = 0
        while done < len(self._numbers):
            reference = list(self._numbers)[done]
            done += 1
            yield self.read(_at(self.document, Pointer.parse_fragment(reference)))

    def read(self, node: Any, key: str = "") -> Any:
        """Return what a node under a keyword says."""
        if key in _VALUES:
            return _sorted(node) if key in _SETS and isinstance(node, list) else node
        if isinstance(node, str):
            return self._number(node) if key == "$ref" and node.startswith("#") else node
        if isinstance(node, list):
            items = [self.read(item) for item in node]
            return _sorted(items) if key in _SETS else items
        if not isinstance(node, dict):
            return node
        if key in _MAPS:
            return {name: self._member(name, value, key) for name, value in _ordered(node)}
        return {
            name: self.read(value, name)
            for name, value in _ordered(node)
            if name not in _ANNOTATIONS and not _is_extension(name)
        }

    def _member(self, name: str, value: Any, key: str) -> Any:
        is_reference = key == "mapping" and isinstance(value, str) and value.startswith("#")
        return self._number(value) if is_reference else self.read(value, f"{key}/{name}")

    def _number(self, reference: str) -> int:
        return self._numbers.setdefault(reference, len(self._numbers))


def _is_extension(name: str) -> bool:
    return name.startswith("x-") and name != "x-adhere-resource"


def _ordered(node: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted((str(name), value) for name, value in node.items() if name is not None)


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def _at(document: Document, pointer: Pointer) -> Any:
    """Return the node, references followed; an empty one where there is none."""
    try:
        return document.resolve(pointer)[1]
    except KeyError:
        return {}


def producers(contract: Contract, labels: frozenset[str]) -> set[str]:
    """Return the operations that create what these name in their paths and bodies, and so on."""
    operations = {f"{o.method} {o.path}": o for o in contract.operations}
    kinds = resources(contract)
    found: set[str] = set()
    waiting = [operations[label] for label in labels]
    while waiting:
        operation = waiting.pop()
        members = _members(contract.document, operation)
        for kind in kinds:
            is_above = operation.path == kind.item or operation.path.startswith(f"{kind.item}/")
            if kind.create is None or not (is_above or kind.parameter in members):
                continue
            label = f"{kind.create.method} {kind.create.path}"
            if label not in found:
                found.add(label)
                waiting.append(kind.create)
    return found


def _members(document: Document, operation: Operation) -> set[str]:
    """Return the names of all properties in the request's bodies."""
    content = () if operation.request_body is None else operation.request_body.content
    reader = _Reader(document)
    schemas = [reader.read(media.schema.value) for media in content if media.schema is not None]
    return set(_property_names([*schemas, *reader.components()]))


def _property_names(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        properties = node.get("properties")
        yield from properties if isinstance(properties, dict) else ()
    values = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for value in values:
        yield from _property_names(value)
