"""Renamed operations and groups, followed in the hand-written package; bodies stay as they are."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adhere.scaffold.classes import Class, Classes
from adhere.scaffold.former import Renamed, moved_groups, read_renamed
from adhere.scaffold.interfaces import Interface
from adhere.scaffold.names import (
    Names,
    absolute,
    dotted,
    module_name,
    package_name,
    read_names,
    read_tree,
    top_level,
)
from adhere.scaffold.signature import Function, read_signature
from adhere.scaffold.successors import Successors
from adhere.scaffold.text import Edit, Text


@dataclass(frozen=True, slots=True)
class Rename:
    """A method that has to follow its operation: `node` is its definition in class `owner`."""

    owner: Class
    node: Function
    renamed: Renamed


@dataclass(frozen=True, slots=True)
class Followed:
    """The files as they are with every rename followed."""

    files: Mapping[Path, bytes] = field(default_factory=dict)
    methods: tuple[Rename, ...] = ()
    groups: Mapping[str, Interface] = field(default_factory=dict)
    renamed: tuple[Renamed, ...] = ()


def follow(
    generated: Path, impl: Path, *, interfaces: Sequence[Interface], classes: Classes
) -> Followed:
    """Rename definitions, and what imports and class headers name, as the contract did.

    Raises OSError where a file cannot be read and SyntaxError where it is not Python.
    """
    renamed = read_renamed(generated, interfaces)
    if not renamed:
        return Followed()
    package = package_name(generated)
    bases = frozenset(base.qualified for cls in classes.by_name.values() for base in cls.bases)
    claimed = _claimed(bases, package, renamed, interfaces)
    moved = moved_groups(renamed, claimed, interfaces)
    methods = tuple(_methods(renamed, moved, classes, package))
    successors = Successors(generated, package, renamed, moved, bases)
    files = dict(_files(impl, successors, methods))
    return Followed(files, methods, moved, renamed)


def _claimed(
    bases: frozenset[str], package: str, renamed: Sequence[Renamed], interfaces: Sequence[Interface]
) -> set[str]:
    """Return the groups whose module, or whose Protocol in the package, a class builds on."""
    groups = {one.group for one in renamed} | {interface.group for interface in interfaces}
    modules = {base.rpartition(".")[0] for base in bases}
    plain = {b.rpartition(".")[2].casefold() for b in bases if b.rpartition(".")[0] == package}
    return {
        group
        for group in groups
        if f"{package}.{group}" in modules or group.replace("_", "") in plain
    }


def _methods(
    renamed: Sequence[Renamed], moved: Mapping[str, Interface], classes: Classes, package: str
) -> Iterator[Rename]:
    for one in renamed:
        if one.group != one.interface.group and one.group not in moved:
            continue
        if one.name == one.method.name:
            continue
        found = [
            defined
            for cls in _implementing(one, classes, package)
            if one.method.name not in classes.members(cls)
            and (defined := classes.definition(cls, one.name))
        ]
        if len({owner.qualified for owner, _ in found}) == 1:
            yield Rename(*found[0], one)


def _implementing(one: Renamed, classes: Classes, package: str) -> list[Class]:
    """Return the classes that implement the group, under its old name or its new one."""
    everything = classes.by_name.values()
    former = f"{package}.{one.group}."
    named = [
        cls
        for cls in everything
        if cls.base(one.interface) or any(b.qualified.startswith(former) for b in cls.bases)
    ]
    return named or [
        cls for cls in everything if any(node.name == one.name for node in cls.handlers)
    ]


def _files(
    impl: Path, successors: Successors, methods: Sequence[Rename]
) -> Iterator[tuple[Path, bytes]]:
    nodes: dict[Path, list[Rename]] = defaultdict(list)
    for rename in methods:
        nodes[rename.owner.file].append(rename)
    for file in sorted(impl.rglob("*.py")):
        content = file.read_bytes()
        tree, text = read_tree(file, content), Text.of(content)
        is_package = file.name == "__init__.py"
        names = read_names(tree, module_name(file, impl), is_package=is_package)
        edits = list(_Module(tree, text, names, successors, is_package).edits())
        for rename in nodes[file]:
            name = read_signature(text, rename.node).name
            edits.append(Edit(name.start, name.end, rename.renamed.method.name))
        if edits:
            yield file, text.edited(edits)


@dataclass(frozen=True, slots=True)
class _Module:
    """One file, and the edits that make its imports and headers name what there is."""

    tree: ast.Module
    text: Text
    names: Names
    successors: Successors
    is_package: bool

    def edits(self) -> Iterator[Edit]:
        module = self.names.module
        package = module if self.is_package else module.rpartition(".")[0]
        for node in top_level(self.tree.body):
            if isinstance(node, ast.ImportFrom):
                yield from self._import(node, absolute(node, package))
        yield from self._attributes()

    def _import(self, node: ast.ImportFrom, source: str) -> Iterator[Edit]:
        known = self.successors
        if source != known.package and not source.startswith(f"{known.package}."):
            return
        now = known.module(source)
        if now != source:
            yield self._module(node, now.rpartition(".")[2])
        for alias in node.names:
            name = known.name(source, alias.name)
            if name != alias.name:
                yield from self._alias(alias, name)

    def _module(self, node: ast.ImportFrom, group: str) -> Edit:
        """Replace the last part of the module's name: `..generated.orders` may be relative."""
        last = None
        for token in self.text.tokens(node.lineno, node.col_offset):
            if token.text == "import":
                break
            last = token
        assert last is not None  # noqa: S101 - the word `from`, at least
        return Edit(last.start, last.end, group)

    def _alias(self, alias: ast.alias, name: str) -> Iterator[Edit]:
        """Rename an import; bodies that say the old name go on saying it."""
        start = self.text.offset(alias.lineno, alias.col_offset)
        end = start + len(alias.name)
        if alias.asname:
            yield Edit(start, end, name)
        elif alias.name in _in_bodies(self.tree) or self.names.has(name):
            yield Edit(start, end, f"{name} as {alias.name}")
        else:
            yield Edit(start, end, name)
            for node in _outside_bodies(self.tree):
                if isinstance(node, ast.Name) and node.id == alias.name:
                    yield self._last_part(node, alias.name, name)

    def _attributes(self) -> Iterator[Edit]:
        """Rename `Orders` in `orders.Orders`, where a class or signature says it."""
        for node in _outside_bodies(self.tree):
            said = dotted(node) if isinstance(node, ast.Attribute) else None
            qualified = self.names.qualified(said or "") or ""
            module, _, name = qualified.rpartition(".")
            if isinstance(node, ast.Attribute) and module.startswith(f"{self.successors.package}."):
                now = self.successors.name(module, name)
                if now != name:
                    yield self._last_part(node, name, now)

    def _last_part(self, node: ast.expr, old: str, new: str) -> Edit:
        end = self.text.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Edit(end - len(old), end, new)


def _outside_bodies(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, the bodies of functions left out."""
    yield node
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    body = node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
    for child in ast.iter_child_nodes(node):
        if not (is_function and child in body):
            yield from _outside_bodies(child)


def _in_bodies(tree: ast.Module) -> frozenset[str]:
    """Return the names that bodies of functions say."""
    return frozenset(
        part.id
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in node.body
        for part in ast.walk(statement)
        if isinstance(part, ast.Name)
    )
