"""The classes of a hand-written package, and which of them implement what."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
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
from adhere.scaffold.signature import Function
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

    @property
    def handlers(self) -> tuple[Function, ...]:
        """The public methods that take something of `adhere.runtime`, as every operation does.

        One without annotations is told by its `call`.
        """
        return tuple(
            node
            for node in top_level(self.node.body)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and (_takes_call(node) or any(map(self._of_runtime, _annotations(node.args))))
        )

    def argument(self, interface: Interface) -> str | None:
        """Return what stands for the Protocol's type variable: said by the base or a method."""
        base = self.base(interface)
        if base is not None:
            return base.argument
        said = (self._principal(part) for node in self.handlers for part in _annotations(node))
        return next(filter(None, said), None)

    def _principal(self, part: ast.AST) -> str | None:
        """Return `Principal` for `Call[Principal | None]` and for `Granted[Principal]`."""
        if not isinstance(part, ast.Subscript) or not self._of_runtime(part.value):
            return None
        written = ast.unparse(part.slice).removesuffix(" | None")
        return None if written == "None" else written

    def _of_runtime(self, part: ast.AST) -> bool:
        name = dotted(part) if isinstance(part, ast.expr) else None
        return (self.names.qualified(name or "") or "").startswith("adhere.runtime.")

    def base(self, interface: Interface) -> Base | None:
        """Return the base that names a Protocol, by its module or by the package's export."""
        package = interface.names.module.rpartition(".")[0]
        exported = {interface.qualified, f"{package}.{interface.name}"}
        return next((base for base in self.bases if base.qualified in exported), None)


@dataclass(frozen=True, slots=True)
class Classes:
    """Every top-level class of the package, by qualified name."""

    by_name: Mapping[str, Class]

    def lineage(self, cls: Class) -> tuple[Class, ...]:
        """Return a class and those of the package that it builds on, nearest first."""
        found, waiting = dict[str, Class](), [cls]
        while waiting:
            current = waiting.pop(0)
            if current.qualified not in found:
                found[current.qualified] = current
                waiting += [
                    self.by_name[b.qualified] for b in current.bases if b.qualified in self.by_name
                ]
        return tuple(found.values())

    def members(self, cls: Class) -> frozenset[str]:
        """Return what a class binds, and what it inherits within the package."""
        return frozenset[str]().union(*(one.members for one in self.lineage(cls)))

    def definition(self, cls: Class, name: str) -> tuple[Class, Function] | None:
        """Return the `def` that a class has under a name, and the class that it stands in."""
        for owner in self.lineage(cls):
            for node in top_level(owner.node.body):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                    return owner, node
            if name in owner.members:
                return None
        return None

    def implementing(self, interface: Interface, others: Sequence[Interface]) -> list[Class]:
        """Return the classes that implement a Protocol, those they build on left out.

        They name it as a base or, where no class does, have methods of its operations and name
        none of `others`.
        """
        everything = self.by_name.values()
        owed = {method.name for method in interface.methods}
        found = [cls for cls in everything if cls.base(interface)] or [
            cls
            for cls in everything
            if any(node.name in owed for node in cls.handlers)
            and not any(cls.base(other) for other in others)
        ]
        beneath = {base.qualified for cls in found for base in cls.bases}
        return [cls for cls in found if cls.qualified not in beneath]


def read_classes(folder: Path, contents: Mapping[Path, bytes] | None = None) -> Classes:
    """Read every module under `folder`; none where it does not exist.

    `contents` are files as they are about to be. Raises OSError where a file cannot be read and
    SyntaxError where it is not Python.
    """
    found: dict[str, Class] = {}
    for file in sorted(folder.rglob("*.py")):
        tree = read_tree(file, (contents or {}).get(file))
        names = read_names(tree, module_name(file, folder), is_package=file.name == "__init__.py")
        for node in top_level(tree.body):
            if isinstance(node, ast.ClassDef):
                cls = Class(file, names, node, tuple(_bases(node, names)))
                found[cls.qualified] = cls
    return Classes(found)


def _takes_call(node: Function) -> bool:
    first = [*node.args.posonlyargs, *node.args.args][1:2]
    return any(one.arg == "call" and one.annotation is None for one in first)


def _annotations(node: ast.AST) -> list[ast.AST]:
    """Return every node of the annotations of a function or its arguments."""
    arguments = [part for part in ast.walk(node) if isinstance(part, ast.arg) and part.annotation]
    said = [part.annotation for part in arguments if part.annotation]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
        said.append(node.returns)
    return [part for annotation in said for part in ast.walk(annotation)]


def _bases(node: ast.ClassDef, names: Names) -> list[Base]:
    bases = []
    for expression in node.bases:
        inner, argument = expression, None
        if isinstance(expression, ast.Subscript):
            inner, argument = expression.value, ast.unparse(expression.slice)
        if qualified := names.qualified(dotted(inner) or ""):
            bases.append(Base(qualified, argument))
    return bases
