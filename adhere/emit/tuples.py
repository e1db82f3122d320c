"""Names for tuples inside other types.

The model generator makes an alias for a tuple among alternatives or in a list, under a name that
it finds in one part of the models alone. Here it is a definition like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from adhere.contract.words import pascal_case
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
)


def with_named_tuples(definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    """Return the definitions, and an alias for each tuple that stands inside another type."""
    naming = _Naming(dict(definitions))
    for name, found in definitions.items():
        naming.definitions[name] = naming.definition(found)
    return naming.definitions


@dataclass(slots=True)
class _Naming:
    definitions: dict[str, Definition]
    _names: dict[Type, Named] = field(default_factory=dict)

    def definition(self, found: Definition) -> Definition:
        match found:
            case ClassDefinition(name=name, fields=fields):
                named = [
                    replace(f, type=self._outer(f.type, name + pascal_case(f.name, prefix="")))
                    for f in fields
                ]
                return replace(found, fields=tuple(named))
            case AliasDefinition(name=name, type=aliased):
                return replace(found, type=self._outer(aliased, name))
        return found

    def _outer(self, found: Type, name: str) -> Type:
        """Name the tuples inside a type; it may be one itself."""
        match found:
            case TupleOf(items=items):
                return TupleOf(tuple(self._inner(item, name) for item in items))
            case ListOf(item=item):
                return replace(found, item=self._inner(item, name))
            case MapOf(value=value):
                return MapOf(self._inner(value, name))
            case UnionOf(members=members):
                return replace(found, members=tuple(self._inner(m, name) for m in members))
        return found

    def _inner(self, found: Type, name: str) -> Type:
        inside = self._outer(found, name)
        if not isinstance(inside, TupleOf):
            return inside
        if inside not in self._names:
            self._names[inside] = self._define(inside, f"{name}Tuple")
        return self._names[inside]

    def _define(self, found: TupleOf, wanted: str) -> Named:
        name, number = wanted, 2
        while name in self.definitions:
            name, number = f"{wanted}{number}", number + 1
        self.definitions[name] = AliasDefinition(name, found)
        return Named(name)
