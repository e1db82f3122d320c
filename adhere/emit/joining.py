"""Modules that were written in parts, as one."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator


class EntangledError(Exception):
    """The parts do not make one module: they say different things, or what has no name."""


class Joiner:
    """Takes the text of one part after another. Raises EntangledError."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._imports: defaultdict[str, set[str]] = defaultdict(set)
        self._blocks: dict[str, str] = {}
        self._enumerations: list[str] = []

    def add(self, text: str, wanted: Collection[str]) -> None:
        """Take the classes and aliases of these names, and every import."""
        for node, name, block in _blocks(text):
            if isinstance(node, ast.ImportFrom):
                self._imports[node.module or ""].update(ast.unparse(a) for a in node.names)
            elif name in wanted:
                self._take(name, block, is_enumeration=_is_enumeration(node))

    def _take(self, name: str, block: str, *, is_enumeration: bool) -> None:
        if name in self._blocks:
            raise EntangledError(name)
        self._blocks[name] = block
        if is_enumeration:
            self._enumerations.append(name)

    def text(self, header: str) -> str:
        """Return the module: enumerations first, for defaults name their members."""
        first = set(self._enumerations)
        rest = [block for name, block in self._blocks.items() if name not in first]
        blocks = [*(self._blocks[name] for name in self._enumerations), *rest]
        lines = [*_import_lines(self._imports)]
        return "\n\n\n".join(["\n".join([header, *lines]), *blocks]) + "\n"


def _blocks(text: str) -> Iterator[tuple[ast.stmt, str, str]]:
    """Yield each statement with what it defines and its text.

    Calls that complete a class are passed over: a class is completed on first use.
    """
    lines = text.split("\n")
    for node in ast.parse(text).body:
        match node:
            case ast.ImportFrom():
                yield node, "", ""
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                yield node, name, "\n".join(lines[node.lineno - 1 : node.end_lineno])
            case ast.Expr(value=ast.Constant(value=str()) | ast.Call(func=ast.Attribute())):
                continue
            case _:
                raise EntangledError(ast.unparse(node))


def _is_enumeration(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(b) == "StrEnum" for b in node.bases)


def _import_lines(imports: dict[str, set[str]]) -> Iterable[str]:
    """Return the imports in sections: the future, the standard library, what is installed."""
    sections: defaultdict[int, list[str]] = defaultdict(list)
    for module, names in sorted(imports.items()):
        line = f"from {module} import {', '.join(sorted(names, key=_isorted))}"
        is_standard = module.split(".")[0] in sys.stdlib_module_names
        sections[0 if module == "__future__" else 1 if is_standard else 2].append(line)
    for section in sorted(sections):
        yield ""
        yield from sections[section]


def _isorted(name: str) -> tuple[bool, str]:
    return not name.isupper(), name
