"""What a type says, whatever names, aliases and order of unions it is written with."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from adhere.scaffold.names import Names, dotted, module_name, package_name, read_names, read_tree

ANY = "typing.Any"
_Alias = tuple[ast.expr, Names]


@dataclass(frozen=True, slots=True)
class Aliases:
    """The type aliases of the generated package in `folder`, read when first asked for."""

    folder: Path
    _read: dict[str, Mapping[str, _Alias]] = field(default_factory=dict)

    def of(self, qualified: str) -> _Alias | None:
        """Return what an alias stands for, and the names that it is said in."""
        module, _, name = qualified.rpartition(".")
        if module.rpartition(".")[0] != package_name(self.folder):
            return None
        if module not in self._read:
            self._read[module] = self._aliases(module.rpartition(".")[2])
        return self._read[module].get(name)

    def _aliases(self, module: str) -> Mapping[str, _Alias]:
        file = self.folder / f"{module}.py"
        if not file.is_file():
            return {}
        tree = read_tree(file)
        names = read_names(tree, module_name(file, self.folder))
        assigned = (node for node in tree.body if isinstance(node, ast.Assign))
        return {
            target.id: (_aliased(node.value, names), names)
            for node in assigned
            for target in node.targets
            if isinstance(target, ast.Name)
        }


def _aliased(value: ast.expr, names: Names) -> ast.expr:
    """Return the type in `TypeAliasType("Name", type)`; else the value itself."""
    if isinstance(value, ast.Call) and len(value.args) == 2:  # noqa: PLR2004 - name and type
        called = names.qualified(dotted(value.func) or "") or ""
        if called.endswith(".TypeAliasType"):
            return value.args[1]
    return value


@dataclass(frozen=True, slots=True)
class Meaning:
    """Says a type in qualified names.

    `known` maps a name, as a type variable, to what stands for it; `aliases` are resolved where
    they are given, each but once on the way to itself.
    """

    names: Names
    known: Mapping[str, _Alias] = field(default_factory=dict)
    aliases: Aliases | None = None
    within: frozenset[str] = frozenset()

    def of(self, node: ast.expr) -> str:
        """Return a text that is equal for equal types."""
        return " | ".join(sorted(self.members(node)))

    def members(self, node: ast.expr) -> frozenset[str]:
        """Return the members of a union; of any other type itself."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self.members(node.left) | self.members(node.right)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self.members(ast.parse(node.value, mode="eval").body)
        said = dotted(node)
        return frozenset({ast.unparse(node)}) if said is None else self._name(said)

    def _name(self, said: str) -> frozenset[str]:
        if said in self.known:
            expression, names = self.known[said]
            return replace(self, names=names, known={}).members(expression)
        qualified = self.names.qualified(said) or said
        alias = self.aliases.of(qualified) if self.aliases else None
        if alias is None or qualified in self.within:
            return frozenset({qualified})
        inside = replace(self, names=alias[1], known={}, within=self.within | {qualified})
        return inside.members(alias[0])

    def _subscript(self, node: ast.Subscript) -> frozenset[str]:
        value = self.of(node.value)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if value == "typing.Optional":
            return self.members(node.slice) | {"None"}
        if value == "typing.Literal":
            return frozenset({f"{value}[{', '.join(map(ast.unparse, parts))}]"})
        if value == "typing.Annotated":
            return self.members(parts[0])
        return frozenset({f"{value}[{', '.join(map(self.of, parts))}]"})
