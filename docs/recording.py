"""A terminal session that really ran, as a picture."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parents[1]
COLUMNS = 100
SCRIPTS = Path(sys.executable).parent
# A typing mistake, and its mend: file, what it says, what somebody wrote.
MISTAKE = ("spec/orders.yaml", "#/components/schemas/NewOrder'", "#/components/schemas/NewOdrer'")


def record() -> str:
    """Run a day's commands on a copy of the service's contract and return an SVG picture."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copytree(ROOT / "spec", project / "spec")
        shutil.copy(ROOT / "pyproject.toml", project)
        file, right, wrong = MISTAKE
        _replace(project / file, right, wrong)
        _play(console, "adhere check spec/openapi.yaml", project)
        _replace(project / file, wrong, right)
        for command in (
            "adhere check spec/openapi.yaml",
            "adhere generate spec/openapi.yaml --out generated",
            "adhere implement",
        ):
            _play(console, command, project)
    return _self_contained(console.export_svg(title="adhere", theme=MONOKAI))


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        raise LookupError(f"{file.name} no longer says {old!r}")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _play(console: Console, command: str, folder: Path) -> None:
    """Print a command as it is typed, then what it says on a terminal."""
    console.print(Text(f"$ {command}", style="bold"))
    console.print(Text.from_ansi(_terminal_output(command, folder).rstrip()))
    console.print()


def _terminal_output(command: str, folder: Path) -> str:
    """Run a command on a pseudo-terminal, so that it shows its colours."""
    import pty  # noqa: PLC0415 - not on Windows, where only the pages are written

    ours, theirs = pty.openpty()
    program, *arguments = shlex.split(command)
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    with subprocess.Popen(  # noqa: S603 - the fixed commands above
        [str(SCRIPTS / program), *arguments],
        cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
    ):  # fmt: skip
        os.close(theirs)
        output = b"".join(_chunks(ours))
    os.close(ours)
    return output.decode().replace("\r\n", "\n")


def _chunks(terminal: int) -> Iterator[bytes]:
    """Read until the other side is closed, which Linux tells as an input/output error."""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            yield chunk


def _self_contained(svg: str) -> str:
    """Take the web fonts out: the picture asks no other host for anything."""
    svg = re.sub(r"@font-face\s*{[^}]*}\s*|<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    lines = svg.replace("Fira Code", "ui-monospace").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)
