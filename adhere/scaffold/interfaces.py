"""The Protocols of the generated package, read by syntax tree and never imported."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from adhere.scaffold.names import Names, dotted, module_name, read_names, read_tree

_PROTOCOL = frozenset({"adhere.runtime.Protocol", "typing.Protocol"})
_DECORATORS = ("adhere.runtime.operation", "adhere.runtime.scheme")


@dataclass(frozen=True, slots=True)
class Method:
    """One method that an implementation owes.

    `route` is the operation's method and path (`GET /orders`); empty for a security scheme.
    """

    name: str
    definition: ast.FunctionDef | ast.AsyncFunctionDef
    route: str = ""


@dataclass(frozen=True, slots=True)
class Interface:
    """A generated Protocol.

    `parameter` is its type variable, which stands for the principal; `title` the first line
    of its module's docstring.
    """

    file: Path
    names: Names
    name: str
    parameter: str | None
    title: str
    methods: tuple[Method, ...]

    @property
    def group(self) -> str:
        """The module's own name, `orders`."""
        return self.names.module.rpartition(".")[2]

    @property
    def qualified(self) -> str:
        """The name by which an implementation imports it."""
        return f"{self.names.module}.{self.name}"


def read_interfaces(folder: Path) -> tuple[Interface, ...]:
    """Read the Protocols that `impl` owes, in the order of their modules' names.

    Those of webhooks and callbacks are for whoever receives them. Raises OSError where a file
    cannot be read and SyntaxError where it is not Python.
    """
    found: list[Interface] = []
    for file in sorted(folder.glob("*.py")):
        if b"Protocol" in file.read_bytes():
            tree = read_tree(file)
            names = read_names(
                tree, module_name(file, folder), is_package=file.name == "__init__.py"
            )
            found += [
                interface
                for node in tree.body
                if isinstance(node, ast.ClassDef)
                and (interface := _interface(node, file, names, title=_title(tree)))
            ]
    return tuple(found)


def _title(tree: ast.Module) -> str:
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def _interface(node: ast.ClassDef, file: Path, names: Names, *, title: str) -> Interface | None:
    for base in node.bases:
        inner = base.value if isinstance(base, ast.Subscript) else base
        if names.qualified(dotted(inner) or "") in _PROTOCOL:
            parameter = dotted(base.slice) if isinstance(base, ast.Subscript) else None
            if methods := tuple(_methods(node, names)):
                return Interface(file, names, node.name, parameter, title, methods)
    return None


def _methods(node: ast.ClassDef, names: Names) -> list[Method]:
    return [
        Method(item.name, item, _route(mark))
        for item in node.body
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and (mark := _mark(item, names))
    ]


def _mark(item: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> ast.Call | None:
    """Return the decorator that makes a method an operation or a security scheme."""
    calls = (decorator for decorator in item.decorator_list if isinstance(decorator, ast.Call))
    return next((c for c in calls if names.qualified(dotted(c.func) or "") in _DECORATORS), None)


def _route(mark: ast.Call) -> str:
    said = [part.value for part in mark.args if isinstance(part, ast.Constant)]
    return " ".join(map(str, said)) if len(said) == 2 else ""  # noqa: PLR2004 - method and path
