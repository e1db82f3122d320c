"""Writes the section on requests of `docs/performance.md`, between its two markers.

Run: `python -m benchmarks.request_report`. It measures for some minutes.
"""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks import http_load, request_time

PAGE = Path(__file__).resolve().parents[1] / "docs/performance.md"
BEGIN, END = "<!-- requests: begin -->", "<!-- requests: end -->"
TITLE = "# Performance\n\nMeasured by the benchmarks themselves; ratios, not absolute claims.\n"
PACKAGES = ("fastapi", "starlette", "pydantic", "jsonschema-rs", "uvicorn")
SECTION = """## Requests

CPU time of a request, as a ratio to the same service written by hand on FastAPI: the same bearer
token, the same validation; the runtime also checks every reply against the contract. Both run in
one process without a server, in alternating rounds; in brackets the quartiles. Over HTTP each runs
in uvicorn with uvloop and httptools, loaded by {loader} with 32 connections; what they answer and
refuse is compared before. Replies are checked by FastAPI's models (the two generated servers run on
it) and by connexion's jsonschema;
Litestar checks none.

{in_process}

{over_http}

Command: `python -m benchmarks.request_report`. Python {python}, {packages}; {cores} cores,
{system}.
"""


def section() -> str:
    """Measure, and return the section."""
    return SECTION.format(
        in_process="\n".join(f"- {line}" for line in request_time.lines()),
        over_http="\n".join(f"- {line}" for line in http_load.lines()),
        loader=http_load.loader(),
        python=platform.python_version(),
        packages=", ".join(f"{name} {version(name)}" for name in PACKAGES),
        cores=os.cpu_count(),
        system=platform.system(),
    )


def main() -> None:
    """Replace the section, or add it."""
    written = f"{BEGIN}\n{section()}{END}"
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else TITLE
    if BEGIN not in page:
        page = f"{page.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{written}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
