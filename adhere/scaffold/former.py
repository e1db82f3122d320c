"""Operations that have a new name: the method and path stayed, operationId or tag did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from adhere.scaffold.generated import read_manifest
from adhere.scaffold.interfaces import Interface, Method


@dataclass(frozen=True, slots=True)
class Renamed:
    """An operation under the group and name that it had, and what it is now."""

    group: str
    name: str
    interface: Interface
    method: Method

    @property
    def former(self) -> str:
        """The former name, `orders.get_order`."""
        return f"{self.group}.{self.name}"

    @property
    def current(self) -> str:
        """The name now."""
        return f"{self.interface.group}.{self.method.name}"


def read_renamed(folder: Path, interfaces: Sequence[Interface]) -> tuple[Renamed, ...]:
    """Read which names operations had; none where the generated package remembers none.

    Raises IncompleteError where it is damaged, and OSError.
    """
    by_route = {m.route: (i, m) for i in interfaces for m in i.methods if m.route}
    current = {f"{i.group}.{m.name}" for i in interfaces for m in i.methods}
    renamed = []
    for name, route in _remembered(folder).items():
        group, _, method = name.rpartition(".")
        if name not in current and route in by_route:
            renamed.append(Renamed(group, method, *by_route[route]))
    return tuple(renamed)


def moved_groups(
    renamed: Sequence[Renamed], claimed: Collection[str], interfaces: Sequence[Interface]
) -> Mapping[str, Interface]:
    """Return the groups that are gone and whose operations are one other group's now.

    `claimed` are the groups that classes name. None is returned of several that became one, nor
    one that joined a group with a class: two classes cannot implement it.
    """
    standing = {interface.group for interface in interfaces}
    found: dict[str, dict[str, Interface]] = {}
    for one in renamed:
        if one.group in claimed and one.group not in standing:
            found.setdefault(one.group, {})[one.interface.group] = one.interface
    single = {old: next(iter(new.values())) for old, new in found.items() if len(new) == 1}
    counted = Counter(interface.group for interface in single.values())
    return {
        old: new
        for old, new in single.items()
        if counted[new.group] == 1 and new.group not in claimed
    }


def _remembered(folder: Path) -> Mapping[str, str]:
    """Return `operations` of the manifest; nothing where it is missing or not ours."""
    found = read_manifest(folder).get("operations")
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        return {}
    return found
