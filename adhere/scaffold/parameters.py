"""The parameters of a method that is there, against those of its Protocol."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from adhere.scaffold.classes import Class, Classes
from adhere.scaffold.interfaces import Interface, Method
from adhere.scaffold.meaning import ANY, Aliases, Meaning
from adhere.scaffold.names import Names, dotted, root
from adhere.scaffold.signature import Function


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with its default; `None` where it has none."""

    argument: ast.arg
    default: ast.expr | None

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.argument.arg


@dataclass(frozen=True, slots=True)
class Difference:
    """How the definition `node`, in class `owner`, differs from a method of the Protocol.

    `missing` are parameters of the Protocol, `retyped` pairs of the one here and the one there,
    `gone` parameters that no call gives.
    """

    interface: Interface
    method: Method
    owner: Class
    node: Function
    argument: str | None
    missing: tuple[Parameter, ...]
    retyped: tuple[tuple[Parameter, Parameter], ...]
    gone: tuple[Parameter, ...]


def differences(interface: Interface, cls: Class, classes: Classes) -> Iterator[Difference]:
    """Compare each method that a class defines, or inherits within the package."""
    argument = cls.argument(interface)
    for method in interface.methods:
        if found := classes.definition(cls, method.name):
            owner, node = found
            pairs = list(_pairs(method.definition, node))
            missing = tuple(theirs for theirs, ours in pairs if ours is None)
            retyped = tuple(
                (ours, theirs)
                for theirs, ours in pairs
                if ours and _Comparison(owner.names, interface, argument).differ(ours, theirs)
            )
            matched = {ours.name for _, ours in pairs if ours}
            gone = tuple(p for p in _gone(node, matched) if _is_data(p, owner.names, interface))
            if missing or retyped or gone:
                yield Difference(interface, method, owner, node, argument, missing, retyped, gone)


def positional(node: Function) -> list[Parameter]:
    """Return the parameters that a call may give by position, `self` among them."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    blank = [None] * (len(arguments) - len(node.args.defaults))
    return [Parameter(a, d) for a, d in zip(arguments, [*blank, *node.args.defaults], strict=True)]


def keyword_only(node: Function) -> list[Parameter]:
    """Return the parameters behind `*`."""
    pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    return [Parameter(argument, default) for argument, default in pairs]


def is_static(node: Function) -> bool:
    """Tell whether a method takes no `self`."""
    return any(dotted(decorator) == "staticmethod" for decorator in node.decorator_list)


def _pairs(theirs: Function, ours: Function) -> Iterator[tuple[Parameter, Parameter | None]]:
    """Pair the Protocol's parameters with those here; `*args` and `**kwargs` take the rest."""
    here, named = positional(ours), positional(ours) + keyword_only(ours)
    by_name = {parameter.name: parameter for parameter in named}
    behind = {parameter.name for parameter in keyword_only(theirs)}
    for index, parameter in enumerate(positional(theirs)[is_static(ours) :]):
        place = here[index] if index < len(here) else None
        found = by_name.get(parameter.name)
        if found is None and place is not None and place.name not in behind:
            found = place  # under another name: it is given by position
        if found or not ours.args.vararg:
            yield parameter, found
    for parameter in keyword_only(theirs):
        found = by_name.get(parameter.name)
        if found or not ours.args.kwarg:
            yield parameter, found


def _gone(node: Function, matched: set[str]) -> Iterator[Parameter]:
    """Yield what no call gives, but for what a default like `Depends(...)` may bring."""
    ours = positional(node)[not is_static(node) :] + keyword_only(node)
    for parameter in ours:
        if parameter.name not in matched and not isinstance(parameter.default, ast.Call):
            yield parameter


def _is_data(parameter: Parameter, names: Names, interface: Interface) -> bool:
    """Tell whether a type is one that contracts give; another's value is injected."""
    package = root(interface.names.module)
    for part in ast.walk(parameter.argument.annotation or ast.Constant(None)):
        said = dotted(part) if isinstance(part, ast.Name | ast.Attribute) else None
        qualified = names.qualified(said) if said else None
        if qualified and (
            qualified == "typing.Annotated"
            or root(qualified) not in {*sys.stdlib_module_names, package, "adhere"}
        ):
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares the types of one class with those of a Protocol.

    `argument` is what the class writes for the Protocol's type variable.
    """

    names: Names
    interface: Interface
    argument: str | None

    def differ(self, ours: Parameter, theirs: Parameter) -> bool:
        """Tell whether types or defaults differ; no type, `object` and `Any` differ from none."""
        said, asked = _unquoted(ours.argument.annotation), theirs.argument.annotation
        if said is None or asked is None:
            return False
        here = Meaning(self.names).of(said)
        if here == "object" or ANY in here:
            return False
        return not self._same(said, asked) or self._default_differs(ours.default, theirs.default)

    def _default_differs(self, ours: ast.expr | None, theirs: ast.expr | None) -> bool:
        if theirs is None:
            return False
        return ours is None or not self._same(ours, theirs)

    def _same(self, ours: ast.expr, theirs: ast.expr) -> bool:
        """Compare as written first: aliases are read only where that does not settle it."""
        argument = ast.parse(self.argument or "typing.Any", mode="eval").body
        known = (
            {self.interface.parameter: (argument, self.names)} if self.interface.parameter else {}
        )
        for aliases in (None, Aliases(self.interface.file.parent)):
            here = Meaning(self.names, aliases=aliases).of(ours)
            there = Meaning(self.interface.names, known, aliases).of(theirs)
            if here == there or (self.argument is None and ANY in there):
                return True
        return False


def _unquoted(annotation: ast.expr | None) -> ast.expr | None:
    """Read an annotation that is written as a string."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return None
    return annotation
