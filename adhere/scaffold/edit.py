"""Additions to a Python file by syntax tree: every byte that was there stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import indent

import libcst as cst

from adhere.scaffold.formatting import formatted
from adhere.scaffold.imports import Home, add_imports


def add(
    content: bytes, home: Home, *, methods: Mapping[str, Sequence[str]], imports: Mapping[str, str]
) -> bytes:
    """Append methods to classes, and import what they name.

    `methods` maps a top-level class to the sources of its new methods, `imports` a qualified
    name to its local one. Line ends and indentation follow the file, the rest of the layout
    its project's settings. Raises FormatError.
    """
    tree = cst.parse_module(content)
    nodes = {name: _parsed(sources, tree, home) for name, sources in methods.items()}
    changed = tree.visit(_Append(nodes))
    return add_imports(changed, imports, home).bytes


def _parsed(sources: Sequence[str], tree: cst.Module, home: Home) -> list[cst.FunctionDef]:
    body = "\n\n".join(indent(source, "    ") for source in sources)
    snippet = formatted(f"class _:\n{body}\n", home.file, newline=tree.default_newline)
    block = cst.ensure_type(snippet.body[0], cst.ClassDef).body
    blank = cst.EmptyLine(indent=False)
    return [
        method.with_changes(leading_lines=[blank])
        for method in block.body
        if isinstance(method, cst.FunctionDef)
    ]


class _Append(cst.CSTTransformer):
    """Appends methods to top-level classes, to the first of each name."""

    def __init__(self, methods: Mapping[str, list[cst.FunctionDef]]) -> None:
        super().__init__()
        self._methods = dict(methods)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:  # noqa: ARG002, N802 - libcst's name
        """Stay out of functions."""
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:  # noqa: ARG002, N802 - libcst's name
        """Stay out of classes within classes."""
        return False

    def leave_ClassDef(  # noqa: N802 - libcst's name
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        """Append what the class lacks."""
        methods = self._methods.pop(original_node.name.value, [])
        return (
            updated_node.with_changes(body=_extended(updated_node.body, methods))
            if methods
            else updated_node
        )


def _extended(suite: cst.BaseSuite, methods: list[cst.FunctionDef]) -> cst.IndentedBlock:
    if isinstance(suite, cst.IndentedBlock):
        return suite.with_changes(body=_joined(suite.body, methods))
    one_line = cst.ensure_type(suite, cst.SimpleStatementSuite)
    body = _joined([cst.SimpleStatementLine(one_line.body)], methods)
    return cst.IndentedBlock(body, header=one_line.trailing_whitespace)


def _joined(
    body: Sequence[cst.BaseStatement], methods: list[cst.FunctionDef]
) -> list[cst.BaseStatement]:
    """Append methods; a `...` or `pass` that only stood in for them goes."""
    kept = [line for line in body if not _is_placeholder(line)]
    if not kept:
        return [methods[0].with_changes(leading_lines=()), *methods[1:]]
    return [*(kept if all(map(_is_docstring, kept)) else body), *methods]


def _is_placeholder(line: cst.BaseStatement) -> bool:
    """Tell whether a statement is a lone `...` or `pass` without a comment."""
    match line:
        case cst.SimpleStatementLine(
            body=[cst.Pass() | cst.Expr(value=cst.Ellipsis())],
            leading_lines=[],
            trailing_whitespace=cst.TrailingWhitespace(comment=None),
        ):
            return True
    return False


def _is_docstring(line: cst.BaseStatement) -> bool:
    match line:
        case cst.SimpleStatementLine(
            body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]
        ):
            return True
    return False
