"""Modules that were written in parts, as one."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass


class EntangledError(Exception):
    """The parts do not make one module."""


@dataclass(frozen=True, slots=True)
class Statements:
    """What a part imports from each module, and the text of everything that it defines, by name.

    `enumerations` are those definitions that are classes of members, `aliases` those that are no
    classes. `is_plain` says that there is nothing else.
    """

    imports: Mapping[str, frozenset[str]]
    blocks: Mapping[str, str]
    enumerations: frozenset[str]
    aliases: frozenset[str]
    is_plain: bool


def statements(text: str) -> Statements:
    """Take a module apart.

    Calls that complete a class are passed over: a class is completed when it is first used.
    """
    lines = text.split("\n")
    imports: defaultdict[str, set[str]] = defaultdict(set)
    blocks: dict[str, str] = {}
    enumerations, aliases, is_plain = set(), set(), True
    for node in ast.parse(text).body:
        match node:
            case ast.ImportFrom(module=str(module), level=0):
                imports[module].update(map(ast.unparse, node.names))
            case ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
                is_plain = is_plain and name not in blocks
                blocks[name] = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                if not isinstance(node, ast.ClassDef):
                    aliases.add(name)
                elif _is_enumeration(node):
                    enumerations.add(name)
            case ast.Expr(value=ast.Constant(value=str()) | ast.Call(func=ast.Attribute())):
                pass
            case _:
                is_plain = False
    frozen = {module: frozenset(names) for module, names in imports.items()}
    return Statements(frozen, blocks, frozenset(enumerations), frozenset(aliases), is_plain)


def joined(header: str, parts: Iterable[tuple[Statements, Collection[str]]]) -> str:
    """Return one module of the definitions that are wanted of each part. Raises EntangledError.

    Enumerations come first: defaults, which are evaluated at once, name their members. Classes
    are in the order in which they are wanted. Aliases, evaluated at once, come last, in the order
    in which they were written.
    """
    imports: defaultdict[str, set[str]] = defaultdict(set)
    first: list[str] = []
    classes: list[str] = []
    last: list[str] = []
    for part, wanted in parts:
        if not part.is_plain or not part.blocks.keys() >= set(wanted):
            raise EntangledError
        for module, names in part.imports.items():
            imports[module].update(names)
        for name in wanted:
            if name not in part.aliases:
                (first if name in part.enumerations else classes).append(part.blocks[name])
        last += [text for name, text in part.blocks.items() if name in part.aliases & {*wanted}]
    top = "\n".join([header.rstrip(), *_import_lines(imports)])
    return "\n\n\n".join([top, *first, *classes, *last]) + "\n"


def _is_enumeration(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "StrEnum" for base in node.bases)


def _import_lines(imports: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Yield the imports in sections: the future, the standard library, what is installed."""
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
