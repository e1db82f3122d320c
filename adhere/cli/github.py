"""Findings as annotations of GitHub Actions: workflow commands, one a line."""

from __future__ import annotations

from adhere.diagnostics import Diagnostic, Report, Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render_github(report: Report) -> str:
    """Return the report as `::error file=...::message` lines."""
    return "\n".join(_annotation(diagnostic) for diagnostic in report)


def _annotation(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    properties: dict[str, str | int] = {"file": str(span.file), "line": span.start.line}
    if span.end.line == span.start.line:  # GitHub shows columns only within one line
        properties |= {"col": span.start.column, "endColumn": span.end.column}
    else:
        properties |= {"endLine": span.end.line}
    properties["title"] = diagnostic.rule
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = f"{diagnostic.message}. {diagnostic.help or ''}".strip()
    return f"::{LEVELS[diagnostic.severity]} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
