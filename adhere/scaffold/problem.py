"""What can be wrong between a contract's Protocols and their implementation."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from adhere.diagnostics import Diagnostic, Related, Severity
from adhere.scaffold.classes import Class
from adhere.scaffold.follow import Rename
from adhere.scaffold.former import Renamed
from adhere.scaffold.interfaces import Interface, Method
from adhere.scaffold.names import place
from adhere.scaffold.parameters import Difference, Parameter
from adhere.source import Position, Span


def nothing_generated(folder: Path) -> Diagnostic:
    """Say that no generated module holds a Protocol with operations."""
    return Diagnostic(
        rule="implementation-nothing-generated",
        severity=Severity.ERROR,
        message=f"{folder} holds no interfaces of operations",
        span=Span(folder),
        help="Run 'adhere generate' first, or name the package with --generated. "
        "A contract without operations needs no implementation.",
    )


def not_python(error: SyntaxError) -> Diagnostic:
    """Say that a file which has to be read is not Python."""
    start = Position(error.lineno or 1, error.offset or 1)
    return Diagnostic(
        rule="implementation-syntax",
        severity=Severity.ERROR,
        message=f"this is not Python: {error.msg}; nothing was changed",
        span=Span(Path(error.filename or "."), start, Position(start.line, start.column + 1)),
        help="Mend the syntax, then run the command again.",
    )


def unformatted(file: Path, reason: str) -> Diagnostic:
    """Say that the formatter cannot read its settings."""
    return Diagnostic(
        rule="implementation-format",
        severity=Severity.ERROR,
        message=f"ruff cannot format what belongs into this file: {reason}; nothing was changed",
        span=Span(file),
        help="Mend the [tool.ruff] settings that hold for this file.",
    )


def unknown(interface: Interface, target: str) -> Diagnostic:
    """Say that the registry names a class which does not exist."""
    return Diagnostic(
        rule="implementation-unknown",
        severity=Severity.ERROR,
        message=f"[tool.adhere.implement] names {target!r} for {interface.group}, "
        "and there is no such class",
        span=Span(Path("pyproject.toml")),
        help="Write it as 'package.module:Class'.",
    )


def ambiguous(interface: Interface, found: Sequence[Class]) -> Diagnostic:
    """Say that several classes implement one Protocol."""
    first, *others = found
    return Diagnostic(
        rule="implementation-ambiguous",
        severity=Severity.ERROR,
        message=f"{len(found)} classes implement {interface.name}: "
        + ", ".join(cls.name for cls in found),
        span=first.span,
        related=tuple(Related(f"{cls.name} is here", cls.span) for cls in others),
        help=f"Name one in [tool.adhere.implement]: {interface.group} = "
        f'"{first.names.module}:{first.name}".',
    )


def missing(
    span: Span, class_name: str, interface: Interface, methods: Sequence[Method]
) -> Diagnostic:
    """Say that a class, or a whole file, lacks methods."""
    names = ", ".join(method.name for method in methods)
    return Diagnostic(
        rule="implementation-missing",
        severity=Severity.ERROR,
        message=f"{class_name} lacks {names} of {interface.name}",
        span=span,
        related=tuple(
            Related(f"{m.name} is asked for here", place(interface.file, m.definition))
            for m in methods
        ),
        help="Run 'adhere implement' to add what is missing.",
    )


def renamed(rename: Rename) -> Diagnostic:
    """Say that a method serves an operation under the name that it had."""
    one = rename.renamed
    return Diagnostic(
        rule="implementation-renamed",
        severity=Severity.ERROR,
        message=f"{rename.owner.name}.{one.name} serves {one.method.route}, "
        f"which is {one.current} now",
        span=place(rename.owner.file, rename.node),
        help="Run 'adhere implement' to rename it.",
    )


def regrouped(cls: Class, former: str, interface: Interface) -> Diagnostic:
    """Say that a class implements a group under the name that it had."""
    return Diagnostic(
        rule="implementation-renamed",
        severity=Severity.ERROR,
        message=f"{cls.name} implements the group {former}, which is {interface.group} now",
        span=cls.span,
        help=f"Run 'adhere implement' to build it on {interface.name}.",
    )


def lacks_parameters(difference: Difference) -> Diagnostic:
    """Say that a method does not take what its operation gives."""
    names = ", ".join(parameter.name for parameter in difference.missing)
    return Diagnostic(
        rule="implementation-parameter",
        severity=Severity.ERROR,
        message=f"{difference.owner.name}.{difference.node.name} lacks the parameter {names}",
        span=place(difference.owner.file, difference.node),
        help="Run 'adhere implement' to add what is missing; add it by hand where that is listed "
        "again.",
    )


def retyped(difference: Difference, ours: Parameter, theirs: Parameter) -> Diagnostic:
    """Say that a parameter has another type, or default, than the Protocol's."""
    where = f"{difference.owner.name}.{difference.node.name}"
    return Diagnostic(
        rule="implementation-type",
        severity=Severity.WARNING,
        message=f"{where} takes {_said(ours)}, and the contract gives {_said(theirs)}",
        span=place(difference.owner.file, ours.argument),
        help="Run 'adhere implement --types' to take the contract's, or change it by hand.",
    )


def gone(difference: Difference, parameter: Parameter) -> Diagnostic:
    """Say that a method takes what the contract does not give."""
    where = f"{difference.owner.name}.{difference.node.name}"
    return Diagnostic(
        rule="implementation-orphan",
        severity=Severity.WARNING,
        message=f"{where} takes {parameter.name}, which the contract does not have",
        span=place(difference.owner.file, parameter.argument),
        help="Delete it, or put the parameter back into the contract.",
    )


def _said(parameter: Parameter) -> str:
    default = f" = {ast.unparse(parameter.default)}" if parameter.default else ""
    return f"{ast.unparse(parameter.argument)}{default}"


def moved(one: Renamed, what: str, span: Span) -> Diagnostic:
    """Say that a method serves an operation that is another group's now."""
    return Diagnostic(
        rule="implementation-orphan",
        severity=Severity.WARNING,
        message=f"{what} serves {one.method.route}, which is {one.current} now",
        span=span,
        help=f"Move its body to {one.method.name} of the class for {one.interface.name}.",
    )


def stale_name(one: Renamed, cls: Class, span: Span) -> Diagnostic:
    """Say that a body calls a method by the name that it had."""
    return Diagnostic(
        rule="implementation-renamed",
        severity=Severity.WARNING,
        message=f"{cls.name} says self.{one.name}, which is self.{one.method.name} now",
        span=span,
        help="Change it by hand: bodies are never changed.",
    )


def orphan(what: str, of: str, span: Span) -> Diagnostic:
    """Say that something implements what the contract does not name."""
    return Diagnostic(
        rule="implementation-orphan",
        severity=Severity.WARNING,
        message=f"{what} implements {of} that the contract does not have",
        span=span,
        help="Delete it, or put the operation back into the contract.",
    )
