"""The classes of a hand-written package, and which of them implement what."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adhere.scaffold.interfaces import Interface
from adhere.scaffold.names import (
    Names,
    bound,
    dotted,
    module_name,
    place,
    read_names,
    read_tree,
    top_level,
)
from adhere.source import Span


@dataclass(frozen=True, slots=True)
class Base:
    """A base of a class: its qualified name and its type argument (`Principal`) as written."""

    qualified: str
    argument: str | None


@dataclass(frozen=True, slots=True)
class Class:
    """A class statement at the top level of a module of the hand-written package."""

    file: Path
    names: Names
    node: ast.ClassDef
    bases: tuple[Base, ...]

    @property
    def name(self) -> str:
        """The class's own name."""
        return self.node.name

    @property
    def qualified(self) -> str:
        """The name by which other modules import it."""
        return f"{self.names.module}.{self.name}"

    @property
    def span(self) -> Span:
        """Where the class statement begins."""
        return place(self.file, self.node)

    @property
    def members(self) -> frozenset[str]:
        """The names that the body binds."""
        return frozenset(name for node in top_level(self.node.body) for name in bound(node))

    def base(self, interface: Interface) -> Base | None:
        """Return the base that names a Protocol, by its module or by the package's export."""
        package = interface.names.module.rpartition(".")[0]
        exported = {interface.qualified, f"{package}.{interface.name}"}
        return next((base for base in self.bases if base.qualified in exported), None)


@dataclass(frozen=True, slots=True)
class Classes:
    """Every top-level class of the package, by qualified name."""

    by_name: Mapping[str, Class]

    def members(self, cls: Class) -> frozenset[str]:
        """Return what a class binds, and what it inherits within the package."""
        found, waiting = set[str](), [cls]
        seen: set[str] = set()
        while waiting:
            current = waiting.pop()
            if current.qualified not in seen:
                seen.add(current.qualified)
                found |= current.members
                waiting += [
                    self.by_name[b.qualified] for b in current.bases if b.qualified in self.by_name
                ]
        return frozenset(found)

    def implementing(self, interface: Interface) -> list[Class]:
        """Return the classes that name the Protocol as a base, those they build on left out."""
        found = [cls for cls in self.by_name.values() if cls.base(interface)]
        beneath = {base.qualified for cls in found for base in cls.bases}
        return [cls for cls in found if cls.qualified not in beneath]


def read_classes(folder: Path) -> Classes:
    """Read every module under `folder`; none where it does not exist.

    Raises OSError where a file cannot be read and SyntaxError where it is not Python.
    """
    found: dict[str, Class] = {}
    for file in sorted(folder.rglob("*.py")):
        tree = read_tree(file)
        names = read_names(tree, module_name(file, folder), is_package=file.name == "__init__.py")
        for node in top_level(tree.body):
            if isinstance(node, ast.ClassDef):
                cls = Class(file, names, node, tuple(_bases(node, names)))
                found[cls.qualified] = cls
    return Classes(found)


def _bases(node: ast.ClassDef, names: Names) -> list[Base]:
    bases = []
    for expression in node.bases:
        inner, argument = expression, None
        if isinstance(expression, ast.Subscript):
            inner, argument = expression.value, ast.unparse(expression.slice)
        if qualified := names.qualified(dotted(inner) or ""):
            bases.append(Base(qualified, argument))
    return bases
