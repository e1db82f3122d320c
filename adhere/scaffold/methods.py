"""A method that is owed, said in the words of the file that will hold it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from adhere.scaffold.interfaces import Interface, Method
from adhere.scaffold.names import Names, dotted
from adhere.scaffold.parameters import Parameter
from adhere.scaffold.text import double_quoted

_ANY = "typing.Any"


@dataclass(slots=True)
class Speller:
    """Spells qualified names for one file, and remembers which imports that takes.

    `needed` maps a qualified name to the local name it is to be imported as.
    """

    names: Names
    needed: dict[str, str] = field(default_factory=dict)

    def spell(self, qualified: str) -> str:
        """Return the file's own word for a qualified name."""
        known = self.names.spelling(qualified) or self.needed.get(qualified)
        if known:
            return known
        local = self._free(qualified.rpartition(".")[2])
        self.needed[qualified] = local
        return local

    def _free(self, name: str) -> str:
        candidates = (name, f"Generated{name}", *(f"Generated{name}{n}" for n in range(2, 100)))
        taken = set(self.needed.values())
        return next(c for c in candidates if not self.names.has(c) and c not in taken)


@dataclass(slots=True)
class _Respell(ast.NodeTransformer):
    """Rewrites the names of an annotation or default from one file's words to another's."""

    interface: Interface
    speller: Speller
    argument: str | None

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._replaced(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self._replaced(node)

    def _replaced(self, node: ast.Name | ast.Attribute) -> ast.expr:
        said = dotted(node)
        if said is None:
            return node
        if said == self.interface.parameter:
            return _expression(self.argument or self.speller.spell(_ANY))
        qualified = self.interface.names.qualified(said)
        return _expression(self.speller.spell(qualified)) if qualified else node


def sources(
    interface: Interface, methods: Iterable[Method], *, argument: str | None, speller: Speller
) -> list[str]:
    """Write methods that raise NotImplementedError, with the Protocol's exact signatures.

    `argument` is what stands for the Protocol's type variable; `Any` where it is `None`.
    """
    respell = _Respell(interface, speller, argument)
    return [_source(method, respell) for method in methods]


def parameter_source(
    parameter: Parameter, interface: Interface, *, argument: str | None, speller: Speller
) -> str:
    """Write a parameter of a Protocol with its type and default, in the file's words."""
    respell = _Respell(interface, speller, argument)
    written = parameter.name
    if parameter.argument.annotation:
        written += f": {_written(respell, parameter.argument.annotation)}"
    if parameter.default:
        equals = " = " if parameter.argument.annotation else "="
        written += f"{equals}{_written(respell, parameter.default)}"
    return written


def _written(respell: _Respell, expression: ast.expr) -> str:
    copy = ast.parse(ast.unparse(expression), mode="eval").body
    return double_quoted(ast.unparse(ast.fix_missing_locations(respell.visit(copy))))


def _source(method: Method, respell: _Respell) -> str:
    original = method.definition
    docstring = ast.get_docstring(original, clean=True)
    if docstring and "\n" in docstring:
        docstring += "\n"  # the closing quotes stand on a line of their own
    body: list[ast.stmt] = [ast.Expr(ast.Constant(docstring))] if docstring else []
    body.append(ast.Raise(exc=ast.Name("NotImplementedError")))
    copy = ast.parse(ast.unparse(original)).body[0]
    assert isinstance(copy, ast.FunctionDef | ast.AsyncFunctionDef)  # noqa: S101
    copy.decorator_list = []
    copy.args = respell.visit(copy.args)
    copy.returns = respell.visit(copy.returns) if copy.returns else None
    copy.body = body
    return ast.unparse(ast.fix_missing_locations(copy))


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
