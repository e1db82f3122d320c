"""One run of `adhere fuzz` as JSON.

`python -m benchmarks.mutation.fuzzing SUBJECT URL SEED [CHECK...]`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace

from adhere.fuzz import FuzzPhase, run
from adhere.fuzz.configuration import load_settings
from benchmarks.mutation.subjects import SUBJECTS
from benchmarks.mutation.tools import LIMIT


def main(name: str, url: str, seed: int, checks: list[str]) -> None:
    """Print what was found, how many requests were sent, and what could not be done."""
    subject = SUBJECTS[name]
    settings = replace(load_settings(subject.config), seed=seed, max_requests=LIMIT, max_examples=8)
    if checks:
        settings = replace(settings, checks=frozenset(checks), phases=frozenset[FuzzPhase]())
    else:
        settings = replace(settings, max_findings=1)
    report = run(url, subject.spec, settings)
    document = {
        "requests": report.requests,
        "seconds": round(report.seconds, 1),
        "findings": [f"{f.operation} {f.check}: {f.reason}" for f in report.findings],
        "errors": report.errors,
        "stopped": report.stopped,
    }
    sys.stdout.write(json.dumps(document, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
