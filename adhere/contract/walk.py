"""Every object of a document, with what the specification calls it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from adhere.contract.cursor import Cursor
from adhere.document.grammar import GRAMMAR, Child, Kind, Many


@dataclass(frozen=True, slots=True)
class Part:
    """An object of the specification and its place. A reference is not followed."""

    kind: Kind
    cursor: Cursor


def walk(part: Part, *, skip: Collection[Kind] = ()) -> Iterator[Part]:
    """Yield an object and all that it holds, in the document's order; data is not looked into."""
    stack = [part]
    while stack:
        current = stack.pop()
        if current.kind not in skip:
            yield current
            stack.extend(reversed(list(parts(current))))


def parts(part: Part) -> Iterator[Part]:
    """Yield the objects that stand directly in an object."""
    grammar = GRAMMAR[part.kind]
    for member in part.cursor.members():
        if member.is_container or part.kind is Kind.SCHEMA:
            child = grammar.child(member.token)
            if child is not None:
                yield from _children(child, member)


def _children(child: Child, held: Cursor) -> Iterator[Part]:
    if child.many is Many.MAP:
        held_parts = held.members()
    elif isinstance(held.value, list):
        held_parts = held.elements()
    else:
        held_parts = iter((held,))
    for cursor in held_parts:
        yield Part(child.kind, cursor)
