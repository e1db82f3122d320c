"""The findings as SARIF 2.1.0 (OASIS): each at the line of the contract that was broken."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from adhere import __version__
from adhere.fuzz.report import Acceptance, Finding, FuzzReport

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")


def render_sarif(report: FuzzReport) -> str:
    """Return one log with one run; `partialFingerprints` holds the finding's ID."""
    rules = sorted({finding.check for finding in report.findings})
    driver = {"name": "Adhere", "version": __version__, "rules": [{"id": rule} for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules) for finding in report.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    exchange = finding.exchange
    command = "" if exchange is None else f"\nSee it again: {exchange.curl}"
    text = f"{finding.operation} {finding.reason}. {finding.detail}{command}"
    known = finding.acceptance if finding.is_known else None
    suppressions = [] if known is None else [_suppression(known)]
    return {
        "ruleId": finding.check,
        "ruleIndex": rules.index(finding.check),
        "level": "error",
        "message": {"text": text},
        "locations": [_location(finding.place)],
        "partialFingerprints": {"adhereFinding/v1": finding.id},
        "suppressions": suppressions,
    }


def _suppression(known: Acceptance) -> dict[str, str]:
    """Return what a baseline says, for section 3.35."""
    why = f"{known.reason} ({known.owner}, until {known.expires.isoformat()})"
    return {"kind": "external", "status": "accepted", "justification": why}


def _location(place: str) -> dict[str, Any]:
    match = _PLACE.match(place)
    file, region = Path(place), {"startLine": 1}
    if match is not None:
        file, region = Path(match["file"]), {"startLine": int(match["line"])}
        if match["column"]:
            region["startColumn"] = int(match["column"])
    uri = file.as_uri() if file.is_absolute() else quote(file.as_posix())
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
