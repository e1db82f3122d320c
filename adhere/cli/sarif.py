"""Findings as SARIF 2.1.0 (OASIS), for code scanning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from adhere import __version__
from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.lint import RULES
from adhere.source import Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render_sarif(report: Report) -> str:
    """Return the report as one SARIF log with one run, rules described."""
    findings = list(report)
    ids = sorted({d.rule for d in findings} | set(RULES))
    indices = {rule: index for index, rule in enumerate(ids)}
    run = {
        "tool": {
            "driver": {
                "name": "Adhere",
                "version": __version__,
                "rules": [_rule(rule) for rule in ids],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, indices) for d in findings],
    }
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, indent=2)


def _rule(rule_id: str) -> dict[str, Any]:
    rule = RULES.get(rule_id)
    if rule is None:
        return {"id": rule_id}
    return {
        "id": rule_id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.mend},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, indices: Mapping[str, int]) -> dict[str, Any]:
    text = f"{diagnostic.message}. {diagnostic.help or ''}".strip()
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": indices[diagnostic.rule],
        "level": LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [_location(diagnostic.span)],
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {**_location(related.span), "id": index, "message": {"text": related.message}}
            for index, related in enumerate(diagnostic.related)
        ]
    return result


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }
    artifact = {"uri": _uri(span.file)}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _uri(path: Path) -> str:
    """Return the path relative to the working directory where it lies below it."""
    absolute = path.absolute()
    if absolute.is_relative_to(Path.cwd()):
        return quote(absolute.relative_to(Path.cwd()).as_posix())
    return absolute.as_uri()
