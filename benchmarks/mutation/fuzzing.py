"""One run of `adhere fuzz` as JSON: `python -m benchmarks.mutation.fuzzing URL SEED [CHECK...]`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from adhere.fuzz import FuzzPhase, run
from adhere.fuzz.configuration import load_settings
from benchmarks.mutation.tools import CONFIG, LIMIT, SPEC


def main(url: str, seed: int, checks: list[str]) -> None:
    """Print what was found, how many requests were sent, and what could not be done."""
    settings = replace(load_settings(CONFIG), seed=seed, max_requests=LIMIT, max_examples=8)
    if checks:
        settings = replace(settings, checks=frozenset(checks), phases=frozenset[FuzzPhase]())
    else:
        settings = replace(settings, max_findings=1)
    report = run(url, SPEC, settings)
    document = {
        "requests": report.requests,
        "seconds": round(report.seconds, 1),
        "findings": [f"{f.operation} {f.check}: {f.reason}" for f in report.findings],
        "errors": report.errors,
        "stopped": report.stopped,
    }
    sys.stdout.write(json.dumps(document, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
