"""The type of every schema: the relaxation that generated models are made from."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from adhere.contract import reserved
from adhere.contract.nodes import Contract
from adhere.contract.words import pascal_case
from adhere.emit.choices import Choices, children
from adhere.emit.directions import Direction, differing
from adhere.emit.docs import first_sentence
from adhere.emit.leaves import (
    ITEM_COUNTS,
    constraints,
    is_default,
    is_enumeration,
    literals,
    scalar,
)
from adhere.emit.places import SCHEMAS, Place, component_key, lookup
from adhere.emit.shapes import Shape, Shapes, shape_of, without_combinators
from adhere.emit.statuses import STANDARD, needs_class
from adhere.emit.types import (
    AliasDefinition,
    Anything,
    ClassDefinition,
    Definition,
    EnumDefinition,
    Field,
    ListOf,
    Literals,
    MapOf,
    Named,
    Scalar,
    TupleOf,
    Type,
    UnionOf,
    union,
)
from adhere.source import Pointer

MAX_LITERALS = 6
"""An inline `enum` with more values becomes a class of its own."""

MAX_PRODUCTS = 24
"""Alternatives beside `properties` are merged with them one by one, up to this many."""


@dataclass(frozen=True, slots=True)
class Use:
    """Where a schema is used: what an inline class there is called, and what it is about.

    `reserved` says that the name is the schema's own, as a component's is; `tells`, that `about`
    says more than the name.
    """

    name: str
    about: str
    direction: Direction
    reserved: bool = False
    tells: bool = False

    def inside(self, suffix: str, about: str) -> Use:
        """Return the use of a schema inside this one."""
        return Use(self.name + pascal_case(suffix, prefix=""), about, self.direction)


class Views:
    """The types of one document, found on demand.

    `definitions` are in the order in which they were asked for, components first; `origins`
    maps the name of each to the schema that it stands for.
    """

    def __init__(self, data: Mapping[str, Any], contract: Contract) -> None:
        """Define every component."""
        self.definitions: dict[str, Definition] = {}
        self.origins: dict[str, Place] = {}
        self._data = data
        self._shapes = Shapes(data)
        self._names = {named.key: named.class_name for named in contract.schemas}
        self._differing = differing(data, contract)
        self.own_names = {*self._names.values(), *_class_names(contract)}
        self._taken = {*self.own_names, *reserved.CLASSES, *STANDARD.values()}
        self._known: dict[tuple[str, Direction], Type] = {}
        self._classes: dict[tuple[tuple[Pointer, ...], Direction | None], Named] = {}
        self._open: set[tuple[Pointer, ...]] = set()
        self._used: dict[tuple[Pointer, Use], Type] = {}
        self._claimed: dict[str, str] = {}
        self._unfilled: deque[partial[None]] = deque()
        self.choices = Choices()
        self._children = children(data, contract)
        for key in self._names:
            self._reference(key, Direction.REPLY)
            self._fill_all()

    def type_of(self, place: Place, use: Use) -> Type:
        """Return the type of a schema, having defined every class that it needs."""
        known = (place.pointer, use)
        if known not in self._used:
            self._used[known] = self._type_of(place, use)
            self._fill_all()
        return self._used[known]

    def members(self, place: Place) -> list[tuple[str, Place, bool]]:
        """Return the properties of an object that requests carry, and whether each is required."""
        shape = self._shapes.of(place)
        return [
            (name, places[0], name in shape.required)
            for name, places in shape.properties.items()
            if not any(self._is_left_out(p, Direction.REQUEST) for p in places)
        ]

    def is_file(self, place: Place) -> bool:
        """Tell whether a form field is a file, or a list of files."""
        shape = self._shapes.of(place)
        items = shape.keywords.get("items")
        if items is not None and shape.types == ("array",):
            return self.is_file(items.child("items"))
        is_encoded = shape.keyword("contentEncoding") is not None
        return shape.keyword("contentMediaType") is not None and not is_encoded

    def default_of(self, place: Place, found: Type) -> str | float | None:
        """Return a schema's `default` where it is a literal of its type; else `None`."""
        default: str | float | None = self._shapes.of(place).keyword("default")
        return default if is_default(found, default, self.definitions) else None

    def names_of(self, key: str) -> Iterable[str]:
        """Yield the names of the definitions that stand for a component, one a direction."""
        for direction in Direction:
            found = self._known.get((str(SCHEMAS / key), direction))
            yield from [found.name] if isinstance(found, Named) else []

    def claim(self, name: str) -> str:
        """Return a class name that nothing else has: the one wanted, or that with a number."""
        if name not in self._claimed:
            self._claimed[name] = self._unique(name)
        return self._claimed[name]

    def _fill_all(self) -> None:
        while self._unfilled:
            self._unfilled.popleft()()

    def _type_of(self, place: Place, use: Use) -> Type:
        if not isinstance(place.value, dict):
            return Anything()
        if place.assertions <= {"$ref", "type"} and "$ref" in place.value:
            return self._target(lookup(self._data, place.value["$ref"]), use)
        members = list(place.elements("allOf"))
        if place.assertions <= {"allOf", "type"} and len(members) == 1:
            return self._type_of(members[0], use)
        return self._analyse(use, place)

    def _target(self, target: Place | None, use: Use) -> Type:
        if target is None:
            return Anything()
        key = component_key(target)
        if key in self._names:
            return self._value_of(target, key, use.direction)
        known = (str(target.pointer), use.direction)
        if known not in self._known:
            self._known[known] = Anything()
            self._known[known] = self._type_of(target, use)
        return self._known[known]

    def _reference(self, key: str, direction: Direction) -> Type:
        """Return the type by which a component is referred to."""
        direction = self._differing.direction(key, direction)
        known = (str(SCHEMAS / key), direction)
        if known not in self._known:
            name = self._component_name(key, direction)
            is_input = self._differing.is_input(key, direction)
            about = f"the schema `{key}`" + (", as requests carry it" if is_input else "")
            use = Use(name, about, direction, reserved=True, tells=name != key)
            self._known[known] = Named(name)
            place = Place(SCHEMAS, self._data["components"]["schemas"]).child(key)
            self._known[known] = self._define(place, use)
        return self._known[known]

    def _value_of(self, place: Place, key: str, direction: Direction) -> Type:
        """Return the type of a value that a component describes: its own or that of a child.

        Which it is the component's discriminator tells (OpenAPI 3.1, section 4.8.25).
        """
        found = self._reference(key, direction)
        shape = self._shapes.of(place)
        if key not in self._children or shape.discriminator is None or shape.alternatives:
            return found
        keys = (key, *self._children[key])
        types = [self._reference(k, direction) for k in keys]
        if not all(isinstance(member, Named) for member in types):
            return found
        pointers = [SCHEMAS / k for k in keys]
        direction = self._differing.direction(key, direction)
        self.choices.add(direction, place.pointer, zip(pointers, types, strict=True))
        return UnionOf(tuple(dict.fromkeys(types)), shape.discriminator)

    def _component_name(self, key: str, direction: Direction) -> str:
        name = self._names[key]
        return self._unique(name + "Input") if self._differing.is_input(key, direction) else name

    def _unique(self, name: str) -> str:
        candidate, number = name, 2
        while candidate in self._taken:
            candidate, number = f"{name}{number}", number + 1
        self._taken.add(candidate)
        return candidate

    def _define(self, place: Place, use: Use) -> Type:
        """Define a component.

        A class has taken the name itself, a scalar needs none (datamodel-code-generator writes
        it where it is used), anything else becomes an alias.
        """
        found = self._type_of(place, use)
        if isinstance(found, Named) and found.name not in self.definitions:
            found = Anything()  # a `$ref` that leads back to itself
        if use.name not in self.definitions and not isinstance(found, Scalar):
            self._add(AliasDefinition(use.name, found), place)
            return Named(use.name)
        return found

    def _add(self, definition: Definition, place: Place) -> Named:
        self.definitions[definition.name] = definition
        self.origins[definition.name] = place
        return Named(definition.name)

    def _claim(self, use: Use) -> str:
        return use.name if use.reserved else self._unique(use.name)

    def _analyse(self, use: Use, *places: Place) -> Type:
        """Return the type of values for which all these schemas hold."""
        shape = self._shapes.of(*places) if len(places) == 1 else shape_of(self._data, *places)
        if shape.identity in self._open:
            return Anything()
        self._open.add(shape.identity)
        found = self._of_shape(shape, places[-1], use)
        self._open.remove(shape.identity)
        return found

    def _of_shape(self, shape: Shape, place: Place, use: Use) -> Type:
        found = literals(shape)
        if found is not None:
            return self._literals(found, place, use)
        if shape.alternatives:
            return self._union(shape, use)
        if shape.types is None:
            named = [self._class(place, shape, use)] if shape.properties else []
            return union([*named, Anything()])
        return union(self._member(kind, place=place, shape=shape, use=use) for kind in shape.types)

    def _literals(self, found: Type, place: Place, use: Use) -> Type:
        is_class = isinstance(found, Literals) and (
            use.reserved or len(found.values) > MAX_LITERALS
        )
        if not isinstance(found, Literals) or not is_class or not is_enumeration(found):
            return found
        values = tuple(str(value) for value in found.values)
        name = self._claim(use)
        return self._add(EnumDefinition(name, _doc(place, name, use), values), place)

    def _union(self, shape: Shape, use: Use) -> Type:
        """Join the alternatives; each with the members that stand beside `anyOf` or `oneOf`."""
        beside = [without_combinators(part) for part in shape.parts] if shape.properties else []
        if len(shape.alternatives) > MAX_PRODUCTS:
            beside = []
        members = []
        for number, alternative in enumerate(shape.alternatives, 1):
            inner = use.inside(self._label(alternative, number), use.about)
            found = (
                self._analyse(inner, *beside, alternative)
                if beside
                else self._type_of(alternative, inner)
            )
            members.append(found)
        pointers = [alternative.pointer for alternative in shape.alternatives]
        holder = pointers[0].parent.parent
        self.choices.add(use.direction, holder, zip(pointers, members, strict=True))
        joined = union(members)
        if isinstance(joined, UnionOf):
            return replace(joined, discriminator=shape.discriminator)
        return joined

    def _label(self, alternative: Place, number: int) -> str:
        target = lookup(self._data, alternative.get("$ref"))
        key = component_key(target) if target else None
        title = alternative.get("title")
        return self._names.get(key or "") or (
            title if isinstance(title, str) else f"Option{number}"
        )

    def _member(self, kind: str, *, place: Place, shape: Shape, use: Use) -> Type:
        if kind == "object":
            return self._class(place, shape, use) if shape.has_members else self._map(shape, use)
        return self._list(shape, use) if kind == "array" else scalar(shape, kind)

    def _map(self, shape: Shape, use: Use) -> Type:
        """Type the values of an object, whatever their names are."""
        holder = shape.keywords.get("additionalProperties")
        if holder is None:
            return MapOf(Anything())
        inner = use.inside("Value", f"a value of {use.about}")
        values = [self._type_of(place, inner) for _, place in holder.members("patternProperties")]
        others = holder.child("additionalProperties")
        if others.value is not False:
            values.append(self._type_of(others, inner))
        return MapOf(union(values))

    def _list(self, shape: Shape, use: Use) -> Type:
        """Type the elements of an array: one by one where there are so many and no more."""
        counts = constraints(shape, ITEM_COUNTS, int)
        holder = shape.keywords.get("items") or shape.keywords.get("prefixItems")
        if holder is None:
            return ListOf(Anything(), counts)
        inner = use.inside("Item", f"an element of {use.about}")
        first = [self._type_of(place, inner) for place in holder.elements("prefixItems")]
        limits = dict(counts)
        is_closed = holder.get("items") is False or limits.get("maxItems") == len(first)
        if first and is_closed and limits.get("minItems") == len(first):
            return TupleOf(tuple(first))
        if not is_closed:
            others = holder.child("items") if "items" in holder.value else None
            first.append(Anything() if others is None else self._type_of(others, inner))
        return ListOf(union(first), counts)

    def _class(self, place: Place, shape: Shape, use: Use) -> Named:
        """Define a class; the one that was made of the same places is taken again."""
        parts = [part.value for part in shape.parts]
        direction = use.direction if self._differing.within(self._data, parts) else None
        known = (shape.identity, direction)
        if known not in self._classes or use.reserved:
            self._classes[known] = self._new_class(place, shape, use)
        return self._classes[known]

    def _new_class(self, place: Place, shape: Shape, use: Use) -> Named:
        name = self._claim(use)
        definition = ClassDefinition(name, _doc(place, name, use), (), closed=shape.closed)
        named = self._add(definition, place)
        self._unfilled.append(partial(self._fill, definition, shape, replace(use, name=name)))
        return named

    def _fill(self, definition: ClassDefinition, shape: Shape, use: Use) -> None:
        fields = [
            self._field(name, places, shape=shape, use=use)
            for name, places in shape.properties.items()
            if not any(self._is_left_out(place, use.direction) for place in places)
        ]
        closed = definition.closed and len(fields) == len(shape.properties)
        self.definitions[definition.name] = replace(definition, fields=tuple(fields), closed=closed)

    def _is_left_out(self, place: Place, direction: Direction) -> bool:
        shape = self._shapes.of(place)
        return any(part.get(direction.left_out) is True for part in shape.parts)

    def _field(self, name: str, places: list[Place], *, shape: Shape, use: Use) -> Field:
        required = name in shape.required
        inner = use.inside(name, f"`{name}` of `{use.name}`")
        alone = len(places) == 1
        found = self._type_of(places[0], inner) if alone else self._analyse(inner, *places)
        default = None if required else self.default_of(places[0], found)
        return Field(name, found, required, default)


def _doc(place: Place, name: str, use: Use) -> str:
    """Say what a class is; `` where nobody said more than its name does."""
    for keyword in ("description", "title"):
        text = place.get(keyword)
        line = first_sentence(text) if isinstance(text, str) else ""
        if line and pascal_case(line.rstrip("."), prefix="") != name:
            return line
    return first_sentence(use.about) if use.tells else ""


def _class_names(contract: Contract) -> Iterable[str]:
    """Yield the class names that the contract needs elsewhere in the package."""
    for group in (*contract.groups, *contract.sent):
        yield group.class_name
        for operation in group.operations:
            yield from (r.class_name for r in operation.responses if needs_class(r))
