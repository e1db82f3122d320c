"""The contract's words as docstrings: one line each, safe inside triple quotes."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

MAX_LENGTH = 84
"""What fits into 100 columns after a method's indentation and the quotes."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'(])|\n\s*\n|\n(?=\s*(?:[-*#|>]|\d+\.)\s)")


@lru_cache(maxsize=16_384)
def first_sentence(text: str) -> str:
    """Return the first sentence of a text, on one line, with its stop; `` for nothing.

    Quotes are single where it begins with one: a docstring would need a blank before it.
    """
    opening = _SENTENCE_END.split(text.strip(), maxsplit=1)[0]
    visible = "".join(c if c.isprintable() else " " for c in opening)
    line = " ".join(visible.lstrip(" #*->").split()).rstrip(" .:;,")
    if line.startswith('"'):
        line = line.replace('"', "'")
    if not line:
        return ""
    shortened = textwrap.shorten(line, MAX_LENGTH, placeholder="...").rstrip(".")
    whole = shortened or line[: MAX_LENGTH - 3]
    stop = "..." if whole != line else "" if whole.endswith(("?", "!")) else "."
    return whole[0].upper() + whole[1:] + stop


def docstring(line: str) -> str:
    """Write one line as a docstring literal that says exactly it."""
    escaped = line.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""{escaped}"""'
