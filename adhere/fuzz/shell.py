"""Pieces of a POSIX shell command: variables in the place of secrets, and the text between."""

from __future__ import annotations

import re

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def environment(name: str, hint: str) -> str:
    """Return the expression of a variable that is set already; a name no shell knows is changed."""
    return f"${name}" if _IDENTIFIER.fullmatch(name) else placeholder(name, hint)


def placeholder(name: str, hint: str) -> str:
    """Return the expression of a variable to be set: where it is not, the shell says the hint."""
    variable = re.sub(r"[^A-Z0-9]+", "_", name.upper())
    prefix = "_" if variable[:1].isdigit() else ""
    said = re.sub(r"[^\w ,.:/-]", "_", hint)
    return f"${{{prefix}{variable}:?{said}}}"


def quoted(text: str) -> str:
    """Return text as it stands between double quotes; `!` outside, for interactive shells."""
    return re.sub(r'([\\"$`])', r"\\\1", text).replace("!", "\"'!'\"")
