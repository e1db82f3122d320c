"""The sections of `docs/performance.md`, each written by its benchmark between two markers."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs/performance.md"
TITLE = "# Performance\n\nMeasured by the benchmarks themselves; ratios, not absolute claims.\n"


def replace_section(name: str, text: str, *, page: Path = PAGE) -> None:
    """Replace a section, or add it at the end."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    written = page.read_text(encoding="utf-8") if page.exists() else TITLE
    if begin not in written:
        written = f"{written.rstrip()}\n\n{begin}\n{end}\n"
    before, _, rest = written.partition(begin)
    after = rest.partition(end)[2]
    page.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", encoding="utf-8")


def conditions(command: str, packages: Sequence[str]) -> str:
    """Return a sentence on how a section was measured: command, versions, machine."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    return f"Command: `{command}`. Python {platform.python_version()}, {versions}; {machine}."
