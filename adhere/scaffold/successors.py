"""What names of the generated package are called now, by the operations that were renamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adhere.scaffold.former import Renamed
from adhere.scaffold.interfaces import Interface
from adhere.scaffold.names import Names, module_name, read_names, read_tree


@dataclass(frozen=True, slots=True)
class Successors:
    """The generated package, `package` by name, and what moved in it.

    `moved` maps a group that is gone to the Protocol that stands for it; `bases` are the
    qualified names that classes build on.
    """

    folder: Path
    package: str
    renamed: Sequence[Renamed]
    moved: Mapping[str, Interface]
    bases: frozenset[str]
    _read: dict[str, Names | None] = field(default_factory=dict)

    def module(self, module: str) -> str:
        """Return the module that stands for another: itself where its group did not move."""
        parent, _, group = module.rpartition(".")
        is_moved = parent == self.package and group in self.moved
        return self.moved[group].names.module if is_moved else module

    def name(self, module: str, name: str) -> str:
        """Return the name in `module(module)` that stands for another; itself if unknown."""
        now = self.module(module)
        if module == self.package and name in self.moved and not self._has(module, name):
            return self.moved[name].group
        if self._has(now, name):
            return name
        return self._protocol(module, name) or self._of_operation(now, name) or name

    def _protocol(self, module: str, name: str) -> str | None:
        if f"{module}.{name}" not in self.bases:
            return None
        if module == self.package:
            return next((i.name for old, i in self.moved.items() if _key(old) == _key(name)), None)
        interface = self.moved.get(module.rpartition(".")[2])
        return interface.name if interface else None

    def _of_operation(self, module: str, name: str) -> str | None:
        """Find `FetchOrder200` for `GetOrder200` where `get_order` is `fetch_order` now."""
        names = self._names(module)
        for one in sorted(self.renamed, key=lambda one: -len(one.name)):
            rest = _key(name).removeprefix(_key(one.name))
            if names and rest and rest != _key(name):
                wanted = _key(one.method.name) + rest
                found = [known for known in sorted(names.defined) if _key(known) == wanted]
                if len(found) == 1:
                    return found[0]
        return None

    def _has(self, module: str, name: str) -> bool:
        names = self._names(module)
        return (names is not None and names.has(name)) or self._names(
            f"{module}.{name}"
        ) is not None

    def _names(self, module: str) -> Names | None:
        if module not in self._read:
            inner = module.removeprefix(self.package).strip(".").split(".")
            file = self.folder.joinpath(*inner).with_suffix(".py")
            file = self.folder / "__init__.py" if inner == [""] else file
            is_there = file.is_file()
            self._read[module] = (
                read_names(
                    read_tree(file),
                    module_name(file, self.folder),
                    is_package=file.name == "__init__.py",
                )
                if is_there
                else None
            )
        return self._read[module]


def _key(name: str) -> str:
    """Let `get_order` and `GetOrder` be the same."""
    return name.replace("_", "").casefold()
