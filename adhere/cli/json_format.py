"""Findings for programs: one JSON object, its shape stable.

`{"version": 1, "findings": [...], "summary": {"errors", "warnings", "notes"}}`; a finding has
`rule`, `severity`, `message`, `help`, `pointer`, `related` and a place: `file`, `start` and
`end`, each `{"line", "column"}` from 1, `end` exclusive, columns in code points.
"""

from __future__ import annotations

import json
from typing import Any

from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.source import Position, Span

VERSION = 1


def render_json(report: Report) -> str:
    """Return the report as JSON."""
    summary = {f"{severity}s": report.count(severity) for severity in Severity}
    findings = [_finding(diagnostic) for diagnostic in report]
    value = {"version": VERSION, "findings": findings, "summary": summary}
    return json.dumps(value, indent=2)


def _finding(diagnostic: Diagnostic) -> dict[str, Any]:
    pointer = diagnostic.pointer
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        **_place(diagnostic.span),
        "pointer": None if pointer is None else str(pointer),
        "related": [{"message": r.message, **_place(r.span)} for r in diagnostic.related],
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": str(span.file),
        "start": _position(span.start),
        "end": _position(span.end),
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
