"""The authorization matrix for programs."""

from __future__ import annotations

import json

from adhere.fuzz.report import FuzzReport


def render_matrix(report: FuzzReport) -> str:
    """Return JSON: what `security` promises each identity, and what came.

    `{"identities": [...], "cells": [{"operation", "identity", "expected", "status", "outcome"}]}`;
    `status` is null where nothing was sent.
    """
    cells = [
        {
            "operation": cell.operation,
            "identity": cell.identity,
            "expected": cell.expected,
            "status": cell.status,
            "outcome": cell.outcome,
        }
        for cell in report.matrix
    ]
    document = {
        "title": report.title,
        "version": report.version,
        "target": report.target,
        "seed": report.seed,
        "identities": report.identities,
        "cells": cells,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
