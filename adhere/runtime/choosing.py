"""Which class a value is of, where its schema has alternatives.

Pydantic takes the first or the fullest class that can be built; the contract says which is
meant: the one that the discriminator names (OpenAPI 3.1, section 4.8.25), or whose schema
admits the value. So these objects are made before Pydantic makes what is around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from importlib import import_module
from typing import Any, Union

from pydantic import TypeAdapter, ValidationError

from .building import built
from .contract_files import Contract, Located
from .guard import Guard
from .typed import Choose

SINGLE = ("items", "additionalProperties")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MANY_NAMES = 1000
"""So many names of alternatives are remembered."""
MAPS = ("properties", "patternProperties")


class Chooser:
    """Makes the objects of requests that may be of several classes."""

    def __init__(self, contract: Contract, guard: Guard, *, models: str) -> None:
        """Hold the contract and the name of the module that has its classes."""
        self._contract = contract
        self._guard = guard
        self._models = models
        known = contract.alternatives
        self._classes = {**known.get("reply", {}), **known.get("request", {})}
        self._leading: dict[str, bool] = {}
        self._adapters: dict[tuple[str, ...], TypeAdapter[Any]] = {}
        self._holding: dict[str, list[Located]] = {}
        self._alternatives: dict[str, list[Located]] = {}
        self._discriminators: dict[str, Mapping[str, Any]] = {}
        self._meant: dict[tuple[str, str], Located | None] = {}

    def choose(self, schema: Located | None) -> Choose | None:
        """Return what makes the objects in a valid value that have a choice of classes.

        `None` where no object of the schema has one.
        """
        if schema is None or not self._leads(schema):
            return None
        return partial(self._made, [schema])

    def _made(self, schemas: Sequence[Located], value: Any) -> Any:
        if not schemas or not isinstance(value, dict | list):
            return value
        parts, names = self._parts(schemas, value)
        if isinstance(value, list):
            return self._elements(parts, value)
        made = {name: self._made(self._of(parts, name), inner) for name, inner in value.items()}
        return self._instance(names, made) if names else made

    def _instance(self, names: tuple[str, ...], members: dict[str, Any]) -> Any:
        if names not in self._adapters:
            models = import_module(self._models)
            classes = tuple(getattr(models, name) for name in names)
            alternatives: Any = Union[classes]  # noqa: UP007  # made of values
            self._adapters[names] = built(alternatives)
        try:
            return self._adapters[names].validate_python(members, by_alias=True, by_name=False)
        except ValidationError:  # the type around it refuses it, too, and says so
            return members

    def _elements(self, parts: Sequence[Located], value: list[Any]) -> list[Any]:
        first = max((len(_first(part)) for part in parts), default=0)
        made = [self._made(self._at(parts, i), item) for i, item in enumerate(value[:first])]
        rest = self._at(parts, first)
        others = value[first:] if first else value
        return [*made, *(self._made(rest, item) for item in others)] if rest else [*made, *others]

    def _at(self, parts: Sequence[Located], index: int) -> list[Located]:
        """Return the schemas of an element that lead to a choice."""
        found = []
        for part in parts:
            first = _first(part)
            node = first[index] if index < len(first) else part.get("items")
            if node is not None and self._leads(node):
                found.append(node)
        return found

    def _of(self, parts: Sequence[Located], name: str) -> list[Located]:
        """Return the schemas of a member that lead to a choice."""
        found = []
        for part in parts:
            properties = part.get("properties")
            node = None if properties is None else properties.get(name)
            said = [*([] if node is None else [node]), *_matching(part, name)]
            others = part.get("additionalProperties")
            said = said or ([] if others is None else [others])
            found += [node for node in said if self._leads(node)]
        return found

    def _parts(
        self, schemas: Sequence[Located], value: Any
    ) -> tuple[list[Located], tuple[str, ...]]:
        """Return the schemas that hold for a value, and the names of the classes it may have."""
        parts: dict[str, Located] = {}
        names: tuple[str, ...] = ()
        waiting = list(schemas)
        while waiting:
            part = waiting.pop()
            if part.pointer in parts or not self._leads(part):
                continue
            parts[part.pointer] = part
            waiting.extend(self._always(part))
            chosen = self._chosen(part, value)
            waiting.extend(chosen)
            known = self._classes.get(part.pointer, {})
            found = tuple(name for node in chosen if (name := known.get(node.pointer)))
            if chosen and len(found) == len(chosen):
                names = found
        return list(parts.values()), names

    def _always(self, part: Located) -> list[Located]:
        """Return the schemas that hold wherever this one does."""
        if part.pointer not in self._holding:
            self._holding[part.pointer] = list(self._found_always(part))
        return self._holding[part.pointer]

    def _found_always(self, part: Located) -> Iterator[Located]:
        if (target := self._target(part)) is not None:
            yield target
        if (members := part.get("allOf")) is not None:
            yield from members.elements()

    def _target(self, part: Located) -> Located | None:
        reference = part.get("$ref")
        return None if reference is None else self._contract.lookup(str(reference.value))

    def _chosen(self, part: Located, value: Any) -> list[Located]:
        """Return the alternative that is meant, or those that admit the value."""
        known = self._classes.get(part.pointer)
        written = self._written(part)
        is_base = not written and known is not None
        alternatives = self._kinds(known) if is_base and known is not None else written
        if not alternatives:
            return []
        named = self._named(part, alternatives, value)
        if named is not None and self._admits(named, value):
            return [named]
        if is_base:
            return alternatives[:1]
        return [node for node in alternatives if self._admits(node, value)]

    def _written(self, part: Located) -> list[Located]:
        """Return the alternatives that a schema writes out."""
        if part.pointer not in self._alternatives:
            found = [part.get(keyword) for keyword in ("oneOf", "anyOf")]
            self._alternatives[part.pointer] = [n for f in found if f for n in f.elements()]
        return self._alternatives[part.pointer]

    def _kinds(self, known: Mapping[str, str | None]) -> list[Located]:
        """Return the schemas that a base stands for: itself, then those that are `allOf` it."""
        return [n for pointer in known if (n := self._contract.lookup(f"#{pointer}")) is not None]

    def _admits(self, node: Located, value: Any) -> bool:
        return self._guard.validator(node.pointer).is_valid(value)

    def _named(self, part: Located, alternatives: list[Located], value: Any) -> Located | None:
        discriminator = self._discriminator(part)
        name = discriminator.get("propertyName")
        tag = value.get(name) if isinstance(value, dict) else None
        mapping = discriminator.get("mapping", {})
        default = discriminator.get("defaultMapping")
        wanted = [mapping.get(tag, tag), default] if isinstance(tag, str) else [default]
        for reference in filter(None, wanted):
            key = part.pointer, str(reference)
            if key not in self._meant:
                if len(self._meant) > MANY_NAMES:  # a request may name what it likes
                    self._meant.clear()
                meant = (n for n in alternatives if self._is_meant(n, str(reference)))
                self._meant[key] = next(meant, None)
            if (node := self._meant[key]) is not None:
                return node
        return None

    def _discriminator(self, part: Located) -> Mapping[str, Any]:
        """Return a schema's Discriminator Object, its own or that of what it is `allOf`."""
        if part.pointer not in self._discriminators:
            self._discriminators[part.pointer] = self._found_discriminator(part)
        return self._discriminators[part.pointer]

    def _found_discriminator(self, part: Located) -> Mapping[str, Any]:
        waiting, seen = [part], set[str]()
        while waiting:
            node = waiting.pop()
            found = node.get("discriminator")
            if found is not None and isinstance(found.value, Mapping):
                return found.value
            if node.pointer not in seen:
                waiting.extend(self._always(node))
            seen.add(node.pointer)
        return {}

    def _is_meant(self, node: Located, reference: str) -> bool:
        """Tell whether a name or a reference means this alternative."""
        component = f"#/components/schemas/{reference}"
        target = self._contract.lookup(reference) or self._contract.lookup(component)
        own = self._target(node) or node
        return target is not None and target.pointer in (node.pointer, own.pointer)

    def _leads(self, schema: Located) -> bool:
        """Tell whether a choice of classes can be reached from a schema."""
        if not self._classes:
            return False
        if schema.pointer in self._leading:
            return self._leading[schema.pointer]
        seen: set[str] = set()
        waiting = [schema]
        while waiting:
            node = waiting.pop()
            known = self._leading.get(node.pointer)
            if known or node.pointer in self._classes:
                self._leading[schema.pointer] = True
                return True
            if node.pointer not in seen and known is None:
                seen.add(node.pointer)
                waiting.extend(self._below(node))
        self._leading.update(dict.fromkeys(seen, False))
        return False

    def _below(self, node: Located) -> Iterator[Located]:
        if (target := self._target(node)) is not None:
            yield target
        for keyword in SINGLE:
            if (inner := node.get(keyword)) is not None:
                yield inner
        for keyword in MAPS:
            if (members := node.get(keyword)) is not None:
                yield from (inner for _, inner in members.items())
        for keyword in LISTS:
            if (members := node.get(keyword)) is not None:
                yield from members.elements()


def _first(part: Located) -> Sequence[Located]:
    """Return the schemas of the first elements of an array."""
    found = part.get("prefixItems")
    return () if found is None else list(found.elements())


def _matching(part: Located, name: str) -> Iterator[Located]:
    """Yield the schemas of `patternProperties` that are of a member."""
    patterns = part.get("patternProperties")
    for pattern, node in () if patterns is None else patterns.items():
        if (compiled := _compiled(pattern)) is not None and compiled.search(name):
            yield node


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Return a pattern of the contract, `None` for one that Python does not know (ECMA-262)."""
    try:
        return re.compile(pattern)
    except re.error:
        return None
