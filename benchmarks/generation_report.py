"""Writes the section on generation of `docs/performance.md`, between its two markers."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from adhere.contract import build
from adhere.document import load
from benchmarks.generation_peers import OURS, ROUNDS, rounds, table
from benchmarks.peers import PEERS

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- generation: begin -->", "<!-- generation: end -->"
CORPUS = ROOT.parent / "shared/corpus/files"
DOCUMENTS = (
    ROOT / "tests/golden/bodies/openapi.yaml",
    CORPUS / "oxide__nexus/nexus.json",
    CORPUS / "datadog__v1/openapi.yaml",
    CORPUS / "polar__polar/2026-10.openapi.json",
    CORPUS / "stripe__stripe/stripe.yaml",
)
"""One of ten operations, one of the middle, and the three largest that are valid."""

INTRODUCTION = """## Generation

CPU time and peak memory of whole processes in alternating rounds: the median, the least and the
most. "Ours to it" is the ratio of CPU times. Operations are routed where the written application
can be imported. What fails is shown with the last line that it says.
"""


def report(documents: list[Path]) -> None:
    """Measure, print a table for each document, and replace the section or add it."""
    count = int(os.environ.get("BENCH_ROUNDS", ROUNDS))
    sections = []
    for document in documents or [file for file in DOCUMENTS if file.exists()]:
        sections.append(_section(document, count=count))
        print(sections[-1], flush=True)  # noqa: T201 - the report
        _write("\n".join([INTRODUCTION, *sections, _command(count)]))


def _section(document: Path, *, count: int) -> str:
    read = load(document).document
    if read is None:
        raise SystemExit(f"{document} cannot be read: see 'adhere check'.")
    operations = len(build(read).contract.operations)
    runs = rounds(document, (OURS, *PEERS), count=count)
    size = f"{document.stat().st_size / 1e3:.0f} kB, {operations} operations"
    title = f"### {document.parent.name} ({size})"
    return "\n".join([title, "", *table(runs, operations=operations), ""])


def _command(count: int) -> str:
    machine = f"Python {platform.python_version()}; {os.cpu_count()} cores, {platform.system()}"
    return f"Command: `inv bench generate`, {count} rounds. {machine}.\n"


def _write(section: str) -> None:
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Performance\n"
    if BEGIN not in page:
        page = f"{page.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    text = f"{before}{BEGIN}\n{section}{END}{rest.partition(END)[2]}"
    PAGE.write_text(text, encoding="utf-8")
