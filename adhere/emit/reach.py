"""Which definitions a package needs: those that what is sent or received may come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adhere.emit.places import component_key, lookup
from adhere.emit.types import (
    AliasDefinition,
    ClassDefinition,
    Definition,
    ListOf,
    MapOf,
    Named,
    Type,
    UnionOf,
)


def reachable(definitions: Mapping[str, Definition], roots: Iterable[str]) -> dict[str, Definition]:
    """Return the roots and what they are made of, in the order of the definitions."""
    reached: set[str] = set()
    waiting = [name for name in roots if name in definitions]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(parts_of(definitions[name]))
    return {name: found for name, found in definitions.items() if name in reached}


def parts_of(definition: Definition) -> Iterator[str]:
    """Yield the names that a definition refers to."""
    match definition:
        case ClassDefinition(fields=fields):
            for field in fields:
                yield from _names(field.type)
        case AliasDefinition(type=found):
            yield from _names(found)


def _names(found: Type) -> Iterator[str]:
    match found:
        case Named(name=name):
            yield name
        case ListOf(item=inner) | MapOf(value=inner):
            yield from _names(inner)
        case UnionOf(members=members):
            for member in members:
                yield from _names(member)


def mentioned(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of components that anything but another component refers to.

    Callbacks and webhooks count.
    """
    schemas = document.get("components", {}).get("schemas", {})
    waiting: list[Any] = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            target = lookup(document, node.get("$ref"))
            key = component_key(target) if target else None
            if key is not None:
                yield key
            waiting.extend(value for value in node.values() if value is not schemas)
        elif isinstance(node, list):
            waiting.extend(node)
