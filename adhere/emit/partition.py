"""Definitions in parts that are each written alone, so that an edit costs one part.

What a part refers to outside stands beside it, reduced to what the part can see of it. The
same definitions always make the same parts, and what a part is written as follows from it alone.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from adhere.emit.reach import parts_of
from adhere.emit.types import AliasDefinition, ClassDefinition, Definition, Literals

SMALL = 96
"""Up to so many definitions are one part."""

SPREAD = 32
"""One name in so many begins a part; which ones does not depend on what stands around it."""

Definitions = Mapping[str, Definition]


@dataclass(frozen=True, slots=True)
class Part:
    """The names that a part writes, and their definitions among those that they refer to."""

    own: tuple[str, ...]
    definitions: Definitions


def partition(definitions: Definitions) -> list[Part]:
    """Return the parts of a module; a small one is one part.

    Aliases are evaluated when the module is imported, so they stand together, and last.
    """
    if len(definitions) <= SMALL:
        return [Part(tuple(definitions), definitions)]
    aliases = [n for n, found in definitions.items() if isinstance(found, AliasDefinition)]
    others = [n for n, found in definitions.items() if not isinstance(found, AliasDefinition)]
    groups = [*_groups(others), *([aliases] if aliases else [])]
    return [_part(own, definitions) for own in groups]


def _groups(names: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for name in names:
        if group and zlib.crc32(name.encode()) % SPREAD == 0:
            yield group
            group = []
        group.append(name)
    if group:
        yield group


def _part(own: list[str], definitions: Definitions) -> Part:
    chosen = {name: definitions[name] for name in own}
    waiting = [name for found in chosen.values() for name in parts_of(found)]
    while waiting:
        name = waiting.pop()
        if name not in chosen and name in definitions:
            chosen[name] = _outline(definitions[name])
            waiting.extend(parts_of(chosen[name]))
    beside = sorted(chosen.keys() - set(own))
    return Part(tuple(own), {name: chosen[name] for name in (*own, *beside)})


def _outline(found: Definition) -> Definition:
    """Reduce a class to what a union that names it depends on: the texts that tell it apart."""
    if not isinstance(found, ClassDefinition):
        return found
    tags = tuple(field for field in found.fields if isinstance(field.type, Literals))
    return replace(found, doc="", fields=tags)
