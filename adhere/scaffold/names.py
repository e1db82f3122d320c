"""What the names in a Python file stand for, by its import statements."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adhere.source import Position, Span


@dataclass(frozen=True, slots=True)
class Names:
    """The top-level names of one module.

    `imported` maps a local name to the qualified name that it stands for, `modules` holds
    what `import a.b` loaded, `defined` the names that the module binds in other ways.
    """

    module: str
    imported: dict[str, str]
    modules: frozenset[str]
    defined: frozenset[str]

    def qualified(self, dotted: str) -> str | None:
        """Return what a dotted expression stands for; `None` for builtins and the unknown."""
        head, _, rest = dotted.partition(".")
        if head in self.imported:
            return f"{self.imported[head]}.{rest}" if rest else self.imported[head]
        return f"{self.module}.{dotted}" if head in self.defined else None

    def spelling(self, qualified: str) -> str | None:
        """Return how this module can already say a qualified name; `None` where it cannot."""
        module, _, name = qualified.rpartition(".")
        if module == self.module and name in self.defined:
            return name
        for local, meaning in self.imported.items():
            if meaning == qualified:
                return local
        for local, meaning in self.imported.items():
            if meaning == module:
                return f"{local}.{name}"
        return qualified if module in self.modules else None

    def has(self, local: str) -> bool:
        """Tell whether a local name is taken."""
        return local in self.imported or local in self.defined


def read_names(tree: ast.Module, module: str, *, is_package: bool = False) -> Names:
    """Collect the top-level names of a module; imports under `if TYPE_CHECKING` count."""
    package = module if is_package else module.rpartition(".")[0]
    imported: dict[str, str] = {}
    modules: set[str] = set()
    defined: set[str] = set()
    for node in top_level(tree.body):
        match node:
            case ast.ImportFrom(names=aliases):
                source = absolute(node, package)
                imported |= {a.asname or a.name: f"{source}.{a.name}" for a in aliases}
            case ast.Import(names=aliases):
                imported |= {
                    a.asname or root(a.name): a.name if a.asname else root(a.name) for a in aliases
                }
                modules |= {a.name for a in aliases if not a.asname}
            case _:
                defined.update(bound(node))
    return Names(module, imported, frozenset(modules), frozenset(defined))


def read_tree(file: Path, content: bytes | None = None) -> ast.Module:
    """Parse a file, or what it is about to hold, in the encoding that it declares.

    Raises OSError where it cannot be read and SyntaxError, naming it, where it is not Python.
    """
    try:
        return ast.parse(file.read_bytes() if content is None else content, filename=str(file))
    except (SyntaxError, ValueError) as error:  # a null byte is either, and names no file
        if isinstance(error, SyntaxError) and error.filename:
            raise
        raise SyntaxError(str(error), (str(file), 1, 1, None)) from error


def place(file: Path, node: ast.stmt | ast.arg | ast.expr) -> Span:
    """Return the place where a node begins."""
    start = Position(node.lineno, node.col_offset + 1)
    return Span(file, start, Position(start.line, start.column + 1))


def top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Walk statements in order, into `if`, `try`, `with` and loops, never into scopes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node
            continue
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
        handlers = [
            child for child in ast.iter_child_nodes(node) if isinstance(child, ast.ExceptHandler)
        ]
        yield from top_level(inner) if inner else (node,)
        for handler in handlers:
            yield from top_level(handler.body)


def bound(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement binds, imports aside."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.AnnAssign(value=None):
            return
        case ast.Assign() | ast.AnnAssign():
            for child in ast.walk(node):
                if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                    yield child.id


def absolute(node: ast.ImportFrom, package: str) -> str:
    """Return the absolute module that a `from` import names (PEP 328)."""
    if not node.level:
        return node.module or ""
    kept = package.split(".")[: len(package.split(".")) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def dotted(node: ast.expr) -> str | None:
    """Return `a.b.c` for a name or a chain of attributes; `None` for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            owner = dotted(value)
            return f"{owner}.{attr}" if owner else None
    return None


def root(module: str) -> str:
    """Return the first part of a dotted name."""
    return module.partition(".")[0]


def package_name(folder: Path) -> str:
    """Return the dotted name by which a package's folder is imported."""
    folder = folder.resolve()
    parts = [folder.name]
    while (folder.parent / "__init__.py").is_file():
        folder = folder.parent
        parts.insert(0, folder.name)
    return ".".join(parts)


def module_name(file: Path, folder: Path) -> str:
    """Return the dotted name of a file inside a package's folder."""
    inner = file.relative_to(folder).with_suffix("").parts
    return ".".join([package_name(folder), *(part for part in inner if part != "__init__")])
