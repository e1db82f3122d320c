"""Which class each alternative of a schema became: what the runtime chooses among.

A value is of the class that the discriminator names, or whose schema admits it. Only the guard
knows that, and it knows schemas by their place in the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from adhere.contract.nodes import Contract
from adhere.emit.directions import Direction
from adhere.emit.places import Place, component_key, lookup
from adhere.emit.types import ClassDefinition, Definition, MapOf, Named, Type
from adhere.source import Pointer

Alternatives = dict[str, str | None]
"""The class of each alternative, by its place; `None` where it is no class."""


class Choices:
    """The alternatives of every schema that has some, for requests and for replies."""

    def __init__(self) -> None:
        """Know of none."""
        self._types: dict[Direction, dict[str, dict[str, Type | None]]] = {d: {} for d in Direction}

    def add(
        self, direction: Direction, holder: Pointer, types: Iterable[tuple[Pointer, Type]]
    ) -> None:
        """Note the types of a schema's alternatives.

        One that has two, for members stand beside it in one place only, is left to Pydantic.
        """
        known = self._types[direction].setdefault(str(holder), {})
        for pointer, found in types:
            key = str(pointer)
            known[key] = found if known.get(key, found) == found else None

    def table(
        self, definitions: Mapping[str, Definition], classes: Mapping[str, str]
    ) -> dict[str, dict[str, Alternatives]]:
        """Return the alternatives of the schemas where several objects are to be told apart.

        `classes` maps definitions to the names that they have in `models.py`.
        """
        found: dict[str, dict[str, Alternatives]] = {}
        for direction, holders in self._types.items():
            for holder, types in holders.items():
                names = {p: _class_name(t, definitions, classes) for p, t in types.items()}
                objects = [p for p, t in types.items() if names[p] or isinstance(t, MapOf)]
                if len(objects) > 1 and any(names.values()):
                    found.setdefault(direction, {})[holder] = names
        return found


def _class_name(
    found: Type | None, definitions: Mapping[str, Definition], classes: Mapping[str, str]
) -> str | None:
    if not isinstance(found, Named):
        return None
    is_class = isinstance(definitions.get(found.name), ClassDefinition)
    return classes.get(found.name) if is_class else None


def children(data: Mapping[str, Any], contract: Contract) -> dict[str, list[str]]:
    """Map each component to those that are `allOf` it, theirs included, in their order."""
    parents = {
        named.key: list(_parents(data, Place(named.schema.pointer, named.schema.value)))
        for named in contract.schemas
    }
    found: dict[str, list[str]] = {}
    for key in parents:
        for ancestor in _ancestors(key, parents):
            found.setdefault(ancestor, []).append(key)
    return found


def _parents(data: Mapping[str, Any], place: Place) -> Iterable[str]:
    for member in place.elements("allOf"):
        target = lookup(data, member.get("$ref"))
        key = component_key(target) if target else None
        if key is not None:
            yield key


def _ancestors(key: str, parents: Mapping[str, list[str]]) -> list[str]:
    found: dict[str, None] = {}
    waiting = list(parents[key])
    while waiting:
        ancestor = waiting.pop()
        if ancestor not in found and ancestor != key:
            found[ancestor] = None
            waiting.extend(parents.get(ancestor, ()))
    return list(found)
