"""Diagnostics about places of a document."""

from __future__ import annotations

from collections.abc import Iterable

from adhere.contract.cursor import Cursor
from adhere.diagnostics import Diagnostic, Related, Severity
from adhere.source import Span


def finding(
    at: Cursor,
    *,
    rule: str,
    severity: Severity,
    message: str,
    mend: str | None,
    related: Iterable[tuple[str, Cursor]] = (),
) -> Diagnostic:
    """Say something of a place, in terms of the file that writes it."""
    _, file_pointer = at.document.origin(at.pointer)
    return Diagnostic(
        rule,
        severity,
        message,
        place(at),
        file_pointer,
        related=tuple(Related(text, place(other)) for text, other in related),
        help=mend,
    )


def place(cursor: Cursor) -> Span:
    """Return the text that shows a node best: a value, but an object's or array's name."""
    find = cursor.document.key_span if cursor.is_container else cursor.document.span
    return find(cursor.pointer)
