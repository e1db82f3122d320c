"""Import statements joined to those of a file, where a sorted file has them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import libcst as cst
from libcst.helpers import get_absolute_module_from_package_for_import, get_full_name_for_node

from adhere.scaffold.formatting import formatted
from adhere.scaffold.names import module_name, package_name, root


@dataclass(frozen=True, slots=True)
class Home:
    """The file that is changed, its package, and the folder that top packages are in."""

    file: Path
    package: str
    root: Path

    @classmethod
    def of(cls, file: Path, impl: Path) -> Self:
        """Describe a file of the package in `impl`."""
        folder = impl.resolve().parents[package_name(impl).count(".")]
        return cls(file, module_name(file, impl).rpartition(".")[0], folder)

    def owns(self, module: str) -> bool:
        """Tell whether a module is the project's own: a folder or file beside its packages."""
        top = self.root / root(module)
        return top.is_dir() or top.with_suffix(".py").is_file()


def add_imports(tree: cst.Module, wanted: Mapping[str, str], home: Home) -> cst.Module:
    """Import qualified names under local ones, into a statement for the same module if any."""
    by_module: dict[str, dict[str, str]] = defaultdict(dict)
    for qualified, local in wanted.items():
        module, _, name = qualified.rpartition(".")
        by_module[module][name] = local
    for module, names in sorted(by_module.items()):
        pairs = sorted(names.items(), key=_by_kind)
        plain = [_alias(name, local) for name, local in pairs if name == local]
        renamed = [_alias(name, local) for name, local in pairs if name != local]
        for aliases in filter(None, (plain, *([alias] for alias in renamed))):
            tree = _add(tree, module, aliases, home)
    return tree


def _add(
    tree: cst.Module, module: str, aliases: Sequence[cst.ImportAlias], home: Home
) -> cst.Module:
    for line in tree.body:
        found = _from_import(line)
        if (
            found
            and _module_of(found, home) == module
            and not isinstance(found.names, cst.ImportStar)
            and _welcomes(found.names, aliases)
        ):
            merged = _laid_out(found.with_changes(names=_merge(found.names, aliases)), tree, home)
            return cst.ensure_type(tree.deep_replace(found, merged), cst.Module)
    return _insert(tree, module, aliases, home)


def _insert(
    tree: cst.Module, module: str, aliases: Sequence[cst.ImportAlias], home: Home
) -> cst.Module:
    key = _order(module, home, first=aliases[0].evaluated_name)
    at, before = _place(tree, key, home)
    body = list(tree.body)
    statement = cst.ImportFrom(module=_dotted(module), names=_with_commas(aliases))
    line = cst.SimpleStatementLine([_laid_out(statement, tree, home)])
    after = body[at] if at < len(body) else None
    same_section = before is not None and before[0] == key[0]
    leads = _leads_section(after, key, home)
    if leads and not same_section and isinstance(after, cst.SimpleStatementLine):
        line = line.with_changes(leading_lines=after.leading_lines)
        body[at] = after.with_changes(leading_lines=())
        return tree.with_changes(body=[*body[:at], line, *body[at:]])
    if not same_section and at:
        line = line.with_changes(leading_lines=(_BLANK,))
    return tree.with_changes(body=[*body[:at], line, *_apart(body[at:], key, home)])


def _apart(rest: Sequence[_Line], key: _Order, home: Home) -> list[_Line]:
    """Put blank lines above what follows a new import, where it has none and needs them."""
    if not rest:
        return []
    after, *others = rest
    found = _order_of(after, home)
    if after.leading_lines or (found and found[0] == key[0]):
        return [after, *others]
    is_scope = isinstance(after, cst.ClassDef | cst.FunctionDef)
    return [after.with_changes(leading_lines=(_BLANK,) * (2 if is_scope else 1)), *others]


def _place(tree: cst.Module, key: _Order, home: Home) -> tuple[int, _Order | None]:
    """Return the index to insert at, and the key of the import that stands before it."""
    at, before = _after_docstring(tree), None
    for index, line in enumerate(tree.body):
        found = _order_of(line, home)
        if found and found <= key:
            at, before = index + 1, found
    return at, before


def _leads_section(line: _Line | None, key: _Order, home: Home) -> bool:
    """Tell whether a statement is an import of the key's section with only blank lines above."""
    if not isinstance(line, cst.SimpleStatementLine):
        return False
    found = _order_of(line, home)
    blank = all(empty.comment is None for empty in line.leading_lines)
    return found is not None and found[0] == key[0] and blank


def _after_docstring(tree: cst.Module) -> int:
    return 1 if tree.get_docstring(clean=False) is not None else 0


_Order = tuple[int, bool, str, tuple[int, str]]
_Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
_BLANK = cst.EmptyLine(indent=False)
_FUTURE, _STANDARD, _THIRD_PARTY, _FIRST_PARTY, _RELATIVE = range(5)


def _order(module: str, home: Home, *, first: str | None = None) -> _Order:
    """Return where isort's default profile puts an import: section, kind, module, first name."""
    top = root(module)
    if module == "__future__":
        section = _FUTURE
    elif module.startswith("."):
        section = _RELATIVE
    elif top in sys.stdlib_module_names:
        section = _STANDARD
    else:
        section = _FIRST_PARTY if home.owns(top) else _THIRD_PARTY
    return section, first is not None, module.lower(), _by_kind((first or "", ""))


def _order_of(line: cst.CSTNode, home: Home) -> _Order | None:
    if not isinstance(line, cst.SimpleStatementLine):
        return None
    match line.body[0]:
        case cst.ImportFrom(module=module, relative=relative, names=names):
            written = "." * len(relative) + (get_full_name_for_node(module) or "" if module else "")
            first = "*" if isinstance(names, cst.ImportStar) else names[0].evaluated_name
            return _order(written, home, first=first)
        case cst.Import(names=[cst.ImportAlias() as alias, *_]):
            return _order(alias.evaluated_name, home)
    return None


def _from_import(line: cst.CSTNode) -> cst.ImportFrom | None:
    if not isinstance(line, cst.SimpleStatementLine):
        return None
    return next((small for small in line.body if isinstance(small, cst.ImportFrom)), None)


def _module_of(statement: cst.ImportFrom, home: Home) -> str | None:
    return get_absolute_module_from_package_for_import(home.package, statement)


def _merge(
    existing: Sequence[cst.ImportAlias], added: Sequence[cst.ImportAlias]
) -> list[cst.ImportAlias]:
    """Put each new name before the first that sorts after it."""
    names = list(existing)
    for alias in added:
        key = _by_kind((alias.evaluated_name, ""))
        after = (i for i, n in enumerate(names) if _by_kind((n.evaluated_name, "")) > key)
        names.insert(next(after, len(names)), alias)
    return _with_commas(names)


def _welcomes(existing: Sequence[cst.ImportAlias], added: Sequence[cst.ImportAlias]) -> bool:
    """Tell whether a statement may take names: sorters keep `x as y` in a statement of its own."""
    has_plain = any(alias.asname is None for alias in existing)
    has_renamed = any(alias.asname is not None for alias in existing)
    return has_plain and (has_renamed or added[0].asname is None)


def _with_commas(names: Sequence[cst.ImportAlias]) -> list[cst.ImportAlias]:
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    *front, last = names
    return [n if isinstance(n.comma, cst.Comma) else n.with_changes(comma=comma) for n in front] + [
        last
    ]


def _laid_out(statement: cst.ImportFrom, tree: cst.Module, home: Home) -> cst.ImportFrom:
    source = cst.Module([]).code_for_node(statement).replace("\r\n", "\n")
    line = formatted(f"{source}\n", home.file, newline=tree.default_newline).body[0]
    found = _from_import(line)
    return found or statement


def _alias(name: str, local: str) -> cst.ImportAlias:
    renamed = cst.AsName(cst.Name(local)) if local != name else None
    return cst.ImportAlias(cst.Name(name), asname=renamed)


def _dotted(module: str) -> cst.Name | cst.Attribute:
    head, *rest = module.split(".")
    node: cst.Name | cst.Attribute = cst.Name(head)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def _by_kind(pair: tuple[str, str]) -> tuple[int, str]:
    """Sort as isort does by default: constants, classes, the rest."""
    name = pair[0]
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1 if name[:1].isupper() else 2), name
