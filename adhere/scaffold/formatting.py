"""New code, laid out as the project of the file that will hold it lays code out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import libcst as cst
from ruff import find_ruff_bin


class FormatError(Exception):
    """The formatter refused to lay out code for `file`; the message is its own last line."""

    def __init__(self, file: Path, reason: str) -> None:
        """Remember the file."""
        super().__init__(reason)
        self.file = file


def formatted(source: str, file: Path, *, newline: str = "\n") -> cst.Module:
    """Format a piece of Python by the settings that hold for `file`, and parse it.

    `newline` is what ends its lines. Raises FormatError where the settings cannot be read.
    """
    command = [find_ruff_bin(), "format", "--quiet", "--stdin-filename", str(file.resolve()), "-"]
    done = subprocess.run(command, input=source.encode(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise FormatError(file, lines[-1].strip() if lines else "ruff format failed")
    return cst.parse_module(done.stdout.decode().replace("\r\n", "\n").replace("\n", newline))
