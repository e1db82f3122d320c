"""What of a document is unsound, by the least that can be left out alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Self

from jsonschema_rs import ValidationError, meta

from adhere.contract.cursor import Cursor
from adhere.contract.findings import place
from adhere.contract.security import read_schemes
from adhere.contract.walk import Part, parts
from adhere.document.grammar import GRAMMAR, Child, Kind, Many, kind_at
from adhere.source import Pointer, Span

LONGEST = 120
"""Characters shown of what a validator says."""

_ALONE = frozenset({Kind.PATH_ITEM, Kind.OPERATION, Kind.CALLBACK, Kind.LINK, Kind.EXAMPLE})
"""What can be left out wherever it stands. Of the rest only what `components` names, and the
responses of an operation: as long as it can succeed, it may have fewer ways to fail."""

_FLAGS = {
    Kind.PARAMETER: ("required", "explode", "allowReserved"),
    Kind.HEADER: ("required", "explode"),
    Kind.REQUEST_BODY: ("required",),
    Kind.ENCODING: ("explode", "allowReserved"),
}
"""What decides which messages are valid, and must not be guessed where it is no boolean."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something cannot be served: a clause without its subject, and the place to mend.

    `pointer` is the place in the file that `span` names.
    """

    what: str
    span: Span
    pointer: Pointer | None

    @classmethod
    def at(cls, cursor: Cursor, what: str) -> Self:
        """Find a fault at a place."""
        return cls(what, place(cursor), cursor.document.origin(cursor.pointer)[1])


@dataclass(slots=True)
class Unit:
    """The least that can be left out alone: an operation, a component, a link ..."""

    kind: Kind
    cursor: Cursor
    faults: list[Fault] = field(default_factory=list)
    needs: set[Pointer] = field(default_factory=set)


class Units:
    """All units of a document, by their place, with what is wrong inside each."""

    def __init__(self, root: Cursor) -> None:
        """Walk the whole document."""
        self.root = root
        self.all: dict[Pointer, Unit] = {}
        self._pending: list[tuple[Part, Unit | None]] = [(Part(Kind.OPENAPI, root), None)]
        while self._pending:
            self._visit(*self._pending.pop())
        self._read_security()
        info = root.get("info")
        if info and not isinstance(info.value, dict):
            self._add(Kind.OPENAPI, info).faults.append(Fault.at(info, "is no Info Object"))

    def around(self, pointer: Pointer) -> Unit | None:
        """Return the innermost unit that holds a place."""
        for length in range(len(pointer.tokens), 0, -1):
            found = self.all.get(Pointer(pointer.tokens[:length]))
            if found:
                return found
        return None

    def _visit(self, part: Part, owner: Unit | None) -> None:
        reference = part.cursor.reference
        if reference is not None and owner:
            self._refer(reference, part, owner)
        for what, at in _faults(part):
            self._blame(part, owner, at=at).faults.append(Fault.at(at, what))
        children = list(parts(part))
        self._pending.extend((child, self._owner(child, part, owner)) for child in children)

    def _owner(self, child: Part, parent: Part, owner: Unit | None) -> Unit | None:
        if not _is_unit(child.kind, parent.kind):
            if owner and child.kind is Kind.SCHEMA and parent.kind is not Kind.SCHEMA:
                owner.faults.extend(_schema_faults(child.cursor))
            return owner
        unit = self._add(child.kind, child.cursor)
        if owner:
            unit.needs.add(owner.cursor.pointer)
        if child.kind is Kind.OPERATION:
            unit.needs.update(_needed_responses(child.cursor))
        return unit

    def _add(self, kind: Kind, cursor: Cursor) -> Unit:
        unit = self.all.setdefault(cursor.pointer, Unit(kind, cursor))
        if kind is Kind.SCHEMA:
            unit.faults.extend(_schema_faults(cursor))
        return unit

    def _blame(self, part: Part, owner: Unit | None, *, at: Cursor) -> Unit:
        """Return the unit that a fault makes unsound; outside of all it is the place itself."""
        child = GRAMMAR[part.kind].child(_first_below(part.cursor, at))
        if owner and not (child and _is_unit(child.kind, part.kind)):
            return owner
        return self.all.setdefault(at.pointer, Unit(child.kind if child else part.kind, at))

    def _refer(self, reference: str, part: Part, owner: Unit) -> None:
        try:
            self.root.target(reference)
        except LookupError:
            known = "is not there" if reference.startswith("#") else "was not read"
            what = f"refers to {reference!r}, which {known}"
            owner.faults.append(Fault.at(part.cursor, what))
            return
        if reference.startswith("#/"):
            self._need(Pointer.parse_fragment(reference), part, owner)

    def _need(self, pointer: Pointer, part: Part, owner: Unit) -> None:
        owner.needs.add(pointer)
        kind = kind_at(Kind.OPENAPI, pointer.tokens)
        if kind is None and pointer not in self.all:  # it stands in an extension
            target = self.root.get(*pointer.tokens)
            if target:
                self._pending.append((Part(part.kind, target), self._add(part.kind, target)))
        elif kind is not None and kind is not part.kind:
            what = f"refers to the {kind} {pointer} where a {part.kind} is due"
            owner.faults.append(Fault.at(part.cursor, what))

    def _read_security(self) -> None:
        readable = {scheme.name for scheme in read_schemes(self.root)[0]}
        for scheme in self.root.members("components", "securitySchemes"):
            if scheme.token not in readable:
                unit = self._add(Kind.SECURITY_SCHEME, scheme)
                unit.faults.append(Fault.at(scheme, "cannot be read, so nobody can satisfy it"))
        for unit in self.all.values():
            if unit.kind is Kind.OPERATION and unit.cursor.is_container:
                unit.faults.extend(_security_faults(unit.cursor, self.root, readable))


def _is_unit(kind: Kind, parent: Kind) -> bool:
    return kind in _ALONE or parent in {Kind.COMPONENTS, Kind.RESPONSES}


def _needed_responses(operation: Cursor) -> list[Pointer]:
    """Return the responses without which an operation cannot succeed; all where none says so."""
    places = [response.pointer for response in operation.members("responses")]
    successes = [place for place in places if place.tokens[-1].startswith(("1", "2", "3"))]
    return successes or places


def _first_below(holder: Cursor, inner: Cursor) -> str:
    tokens = inner.pointer.tokens[len(holder.pointer.tokens) :]
    return tokens[0] if tokens else ""


def _faults(part: Part) -> Iterator[tuple[str, Cursor]]:
    """Yield what of an object has not the shape that OpenAPI gives it."""
    for member in part.cursor.members():
        child = GRAMMAR[part.kind].child(member.token)
        if child is not None and part.kind is not Kind.SCHEMA:
            yield from _misshapen(child, member)
        if member.token in _FLAGS.get(part.kind, ()) and not isinstance(member.value, bool):
            yield f"has a {member.token!r} that is neither true nor false", member
        if part.kind is Kind.PATHS and not member.token.startswith(("/", "x-")):
            yield "does not start with '/'", member


def _misshapen(child: Child, held: Cursor) -> Iterator[tuple[str, Cursor]]:
    """Yield where a field holds no object, no map or list of them, or others in it."""
    if child.many is Many.ONE:
        if not _is_object(child.kind, held.value):
            yield f"has a {held.token!r} that is no {child.kind}", held
    elif not isinstance(held.value, dict if child.many is Many.MAP else list):
        yield f"has a {held.token!r} that is no {child.many} of {child.kind}s", held
    else:
        for cursor in (*held.members(), *held.elements()):
            if not _is_object(child.kind, cursor.value):
                yield f"has {cursor.token!r} in {held.token!r} that is no {child.kind}", cursor


def _is_object(kind: Kind, value: object) -> bool:
    return isinstance(value, dict) or (kind is Kind.SCHEMA and isinstance(value, bool))


def _schema_faults(cursor: Cursor) -> Iterator[Fault]:
    """Yield why no validator can be made of a whole schema, in which others may stand."""
    if not isinstance(cursor.value, dict):
        return
    written = {key: value for key, value in cursor.value.items() if key != "$schema"}
    try:
        meta.validate(written)
    except ValidationError as error:
        wrong = cursor.get(*map(str, error.instance_path)) or cursor
        yield Fault.at(wrong, f"holds what is no JSON Schema: {error.message[:LONGEST]}")
    except ValueError:
        yield Fault.at(cursor, "holds a schema that cannot be read")


def _security_faults(operation: Cursor, root: Cursor, readable: Collection[str]) -> Iterator[Fault]:
    """Yield why it is not known who may call an operation."""
    written = operation.get("security") or root.get("security")
    if written is None:
        return
    if not isinstance(written.value, list):
        yield Fault.at(written, "has a 'security' that is no list of requirements")
    for requirement in written.elements():
        if not isinstance(requirement.value, dict):
            yield Fault.at(requirement, "has a security requirement that is no map of schemes")
        for use in requirement.members():
            if use.token not in readable:
                yield Fault.at(
                    use, f"requires the security scheme {use.token!r}, which is not sound"
                )
            elif not isinstance(use.value, list):
                yield Fault.at(use, f"requires {use.token!r} without a list of scopes")
