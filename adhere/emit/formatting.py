"""Formatting by ruff, in one process for all files."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from adhere.emit.cache import Cache

LINE_LENGTH = 100

FIXED = "D200,D212,F401,I001,Q,RUF036,UP,W"
"""Rules whose breaches in generated text ruff mends itself."""

EXEMPTED = (
    "A001,A002,A003,A004,ASYNC109,D101,D210,D301,D400,D401,D402,E501,E741,E742,E743,F401,FBT001,"
    "N801,N802,N803,N811,N815,N999,PLC2401,PLC2403,PLR0913,PLR0915,PYI041,RUF001,RUF002,S105,S106,S107"
)
"""Rules that a file may exempt itself from; exemptions that it does not need are taken out."""

_CHECK = (
    "check", "--isolated", "--quiet", "--fix-only", "--exit-zero", "--target-version=py311",
    f"--line-length={LINE_LENGTH}", f"--select={FIXED},{EXEMPTED},RUF100", "--preview",
    "--config=lint.explicit-preview-rules = true", "--config=lint.pylint.max-args = 6",
)  # fmt: skip
_FORMAT = (
    "format", "--isolated", "--quiet", "--target-version=py311", f"--line-length={LINE_LENGTH}",
    "--config=format.skip-magic-trailing-comma = true",
)  # fmt: skip


def formatted(files: Mapping[str, str], cache: Cache | None = None) -> dict[str, str]:
    """Return Python files formatted. Raises RuntimeError where ruff finds no Python in one."""
    known = (cache or Cache()).formatted
    keys = {name: f"{name}\n{text}" for name, text in files.items()}
    fresh = _format({name: files[name] for name, key in keys.items() if key not in known})
    return {name: known.get(key, partial(fresh.__getitem__, name)) for name, key in keys.items()}


def _format(files: Mapping[str, str]) -> dict[str, str]:
    if not files:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        for arguments in (_FORMAT, _CHECK, _FORMAT):
            _run(*arguments, ".", folder=root)
        return {name: (root / name).read_text("utf-8") for name in files}


def _run(*arguments: str, folder: Path) -> None:
    done = subprocess.run(  # noqa: S603  # ruff itself, on files that we wrote
        [_ruff(), *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)


@cache
def _ruff() -> str:
    beside = Path(sys.executable).with_name("ruff")
    return str(beside) if beside.exists() else "ruff"
