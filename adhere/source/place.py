"""Where the nodes of a text stand: a tree beside the plain data, in code point offsets."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from adhere.source.pointer import Pointer

# Plain tuples: a document has hundreds of thousands, and they are made in the reader's loop.
Place: TypeAlias = "tuple[int, int, Children] | tuple[int, int, Children, int]"
"""Start, end (exclusive) and children of one node; how far these have moved since they were made.
"""

Member: TypeAlias = "tuple[int, int, Place]"
"""Start and end of a member's name, and the place of its value."""

Children: TypeAlias = "dict[str, Member] | list[Place] | None"


def moved(place: Place, by: int) -> Place:
    """Return a place in a text that has so much more before it. The children are shared."""
    return (place[0] + by, place[1] + by, place[2], by + _moved_by(place))


def members_of(place: Place) -> dict[str, Member]:
    """Return the members of a mapping; of anything else none."""
    by, members = _moved_by(place), place[2]
    if not isinstance(members, dict):
        return {}
    return {name: _member(member, by) for name, member in members.items()} if by else members


def _moved_by(place: Place) -> int:
    return place[3] if len(place) == 4 else 0  # noqa: PLR2004  # see `Place`


def _member(member: Member, by: int) -> Member:
    return (member[0] + by, member[1] + by, moved(member[2], by)) if by else member


class Found(NamedTuple):
    """The place nearest to a pointer: that of the node itself where `exact`."""

    start: int
    end: int
    exact: bool


def find(place: Place, pointer: Pointer) -> Found:
    """Find the value at `pointer`, or the nearest enclosing one that is written."""
    for token in pointer.tokens:
        child = _child(place, token)
        if child is None:
            return Found(place[0], place[1], exact=False)
        place = child
    return Found(place[0], place[1], exact=True)


def find_key(place: Place, pointer: Pointer) -> Found:
    """Find the name of the member at `pointer`; its value's place where it has no name."""
    for token in pointer.tokens[:-1]:
        child = _child(place, token)
        if child is None:
            return Found(place[0], place[1], exact=False)
        place = child
    members = place[2]
    if pointer.tokens and isinstance(members, dict) and pointer.tokens[-1] in members:
        start, end, _ = _member(members[pointer.tokens[-1]], _moved_by(place))
        return Found(start, end, exact=True)
    return find(place, Pointer(pointer.tokens[-1:]))


def _child(place: Place, token: str) -> Place | None:
    children = place[2]
    if isinstance(children, dict):
        member = children.get(token)
        return None if member is None else _member(member, _moved_by(place))[2]
    if isinstance(children, list) and token.isdecimal() and int(token) < len(children):
        by, element = _moved_by(place), children[int(token)]
        return moved(element, by) if by else element
    return None
