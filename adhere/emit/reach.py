"""Which definitions a package needs: those that what is sent or received may come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from adhere.emit.places import component_key, lookup
from adhere.emit.types import (
    AliasDefinition,
    ClassDefinition,
    Definition,
    ListOf,
    MapOf,
    Named,
    TupleOf,
    Type,
    UnionOf,
    union,
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


def without_loops(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """Return the definitions with no alias that is an alternative of itself.

    Python has no such type, and it says nothing: a value is of the others (`A = A | int`).
    """
    return {name: _unlooped(found, definitions) for name, found in definitions.items()}


def _unlooped(found: Definition, definitions: Mapping[str, Definition]) -> Definition:
    if not isinstance(found, AliasDefinition):
        return found
    seen: set[str] = set()
    leaves = list(_alternatives(found.type, definitions, seen))
    return replace(found, type=union(leaves)) if found.name in seen else found


def _alternatives(
    found: Type, definitions: Mapping[str, Definition], seen: set[str]
) -> Iterator[Type]:
    """Yield what a type is a union of, through aliases; each of these once."""
    if isinstance(found, UnionOf):
        for member in found.members:
            yield from _alternatives(member, definitions, seen)
        return
    aliased = definitions.get(found.name) if isinstance(found, Named) else None
    if not isinstance(found, Named) or not isinstance(aliased, AliasDefinition):
        yield found
    elif found.name not in seen:
        seen.add(found.name)
        yield from _alternatives(aliased.type, definitions, seen)


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
        case UnionOf(members=members) | TupleOf(items=members):
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
