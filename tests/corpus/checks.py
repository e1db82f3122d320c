"""Generated packages under ruff and `mypy --strict`, all in one process each."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

CONFIG = Path(__file__).parents[2] / "pyproject.toml"


def findings(folder: Path, packages: Iterable[str]) -> Mapping[str, str]:
    """Return what each check says about the packages that are in a folder; nothing if clean.

    Ruff and mypy end at a package that is missing, and say nothing about the others.
    """
    names = [name for name in packages if (folder / name).is_dir()]
    ruff = ("--config", str(CONFIG), *names)
    modules = [part for name in names for part in ("-p", name)]
    commands = {
        "ruff check": ("ruff", "check", "--quiet", *ruff),
        "ruff format": ("ruff", "format", "--quiet", "--check", *ruff),
        "mypy --strict": ("mypy", "--strict", "--no-pretty", "--no-error-summary", *modules),
    }
    said = {name: _said(command, folder) for name, command in commands.items()}
    return {name: text for name, text in said.items() if text}


def _said(command: tuple[str, ...], folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    return (done.stdout + done.stderr)[-3000:] if done.returncode else ""
