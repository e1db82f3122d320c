"""What `impl` still has and the contract no longer names. Reported, never deleted."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from adhere.diagnostics import Diagnostic
from adhere.scaffold import problem
from adhere.scaffold.classes import Class
from adhere.scaffold.interfaces import Interface
from adhere.scaffold.names import (
    Names,
    dotted,
    package_name,
    place,
    read_names,
    read_tree,
    top_level,
)

_RUNTIME = "adhere.runtime."


def orphan_methods(interface: Interface, cls: Class) -> Iterator[Diagnostic]:
    """Yield the public methods that take something of `adhere.runtime` and serve no operation."""
    owed = {method.name for method in interface.methods}
    for node in top_level(cls.node.body):
        if (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and node.name not in owed
            and _takes_runtime(node, cls.names)
        ):
            yield problem.orphan(f"{cls.name}.{node.name}", "an operation", place(cls.file, node))


def orphan_class(cls: Class, generated: Path) -> Iterator[Diagnostic]:
    """Yield a finding for a class that implements a Protocol which is gone."""
    package = f"{package_name(generated)}."
    for base in cls.bases:
        if base.qualified.startswith(package) and not _exists(base.qualified, package, generated):
            yield problem.orphan(f"{cls.name}({base.qualified})", "a group of operations", cls.span)


def _takes_runtime(node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> bool:
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    mentioned = (
        names.qualified(dotted(part) or "")
        for argument in arguments
        if argument.annotation
        for part in ast.walk(argument.annotation)
        if isinstance(part, ast.Name | ast.Attribute)
    )
    return any(name is not None and name.startswith(_RUNTIME) for name in mentioned)


def _exists(qualified: str, package: str, generated: Path) -> bool:
    module, _, name = qualified.removeprefix(package).rpartition(".")
    file = generated / f"{module or '__init__'}.py"
    if not file.is_file():
        return False
    return read_names(read_tree(file), package + module).has(name)
