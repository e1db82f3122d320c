"""What can be wrong between a contract's Protocols and their implementation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from adhere.diagnostics import Diagnostic, Related, Severity
from adhere.scaffold.classes import Class
from adhere.scaffold.interfaces import Interface, Method
from adhere.scaffold.names import place
from adhere.source import Position, Span


def nothing_generated(folder: Path) -> Diagnostic:
    """Say that no generated module holds a Protocol with operations."""
    return Diagnostic(
        rule="implementation-nothing-generated",
        severity=Severity.ERROR,
        message=f"{folder} holds no interfaces of operations",
        span=Span(folder),
        help="Run 'adhere generate' first, or name the package with --generated.",
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


def orphan(what: str, of: str, span: Span) -> Diagnostic:
    """Say that something implements what the contract does not name."""
    return Diagnostic(
        rule="implementation-orphan",
        severity=Severity.WARNING,
        message=f"{what} implements {of} that the contract does not have",
        span=span,
        help="Delete it, or put the operation back into the contract.",
    )
