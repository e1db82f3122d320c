"""What is about to be written, for people to look at first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from adhere.scaffold.text import Text

_DEV_NULL = "/dev/null"


def diff(files: Mapping[Path, bytes]) -> Iterator[str]:
    """Yield the lines of a unified diff from the files as they are. Raises OSError."""
    for file, content in files.items():
        is_new = not file.exists()
        before = [] if is_new else _lines(file.read_bytes())
        name = _DEV_NULL if is_new else str(file)
        yield from difflib.unified_diff(before, _lines(content), name, str(file), lineterm="")


def _lines(content: bytes) -> list[str]:
    return [re.sub(r"[\r\n]+\Z", "", line) for line in Text.of(content).lines]
