"""What `impl` still has and the contract no longer names. Reported, never deleted."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from adhere.diagnostics import Diagnostic
from adhere.scaffold import problem
from adhere.scaffold.classes import Class, Classes
from adhere.scaffold.former import Renamed
from adhere.scaffold.interfaces import Interface
from adhere.scaffold.names import (
    package_name,
    place,
    read_names,
    read_tree,
)


def orphan_methods(
    interface: Interface, cls: Class, renamed: Sequence[Renamed]
) -> Iterator[Diagnostic]:
    """Yield the methods that take a call as operations do, and serve none."""
    owed = {method.name for method in interface.methods}
    former = {one.former: one for one in renamed}
    for node in cls.handlers:
        if node.name not in owed:
            what, span = f"{cls.name}.{node.name}", place(cls.file, node)
            if one := former.get(f"{interface.group}.{node.name}"):
                yield problem.moved(one, what, span)
            else:
                yield problem.orphan(what, "an operation", span)


def stale_names(
    interface: Interface, cls: Class, classes: Classes, renamed: Sequence[Renamed]
) -> Iterator[Diagnostic]:
    """Yield where a body says `self.` and the name that an operation had: bodies do not follow."""
    former = {one.name: one for one in renamed if one.interface is interface}
    gone = former.keys() - classes.members(cls)
    for node in ast.walk(cls.node):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if name in gone:
                yield problem.stale_name(former[name], cls, place(cls.file, node))


def orphan_class(cls: Class, generated: Path) -> Iterator[Diagnostic]:
    """Yield a finding for a class that implements a Protocol which is gone."""
    package = f"{package_name(generated)}."
    for base in cls.bases:
        if base.qualified.startswith(package) and not _exists(base.qualified, package, generated):
            yield problem.orphan(f"{cls.name}({base.qualified})", "a group of operations", cls.span)


def _exists(qualified: str, package: str, generated: Path) -> bool:
    module, _, name = qualified.removeprefix(package).rpartition(".")
    file = generated / f"{module or '__init__'}.py"
    if not file.is_file():
        return False
    return read_names(read_tree(file), package + module).has(name)
