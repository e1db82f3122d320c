"""`[tool.adhere]` of a TOML file, which every part of the toolkit has its table in."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

KEYS = ("out", "document", "lint", "implement", "fuzz", "coverage")


class SettingsError(Exception):
    """The settings cannot be used; the message is one sentence that names the file and the mend."""


def read_settings(path: Path) -> Mapping[str, Any]:
    """Return the table `[tool.adhere]` of a file; empty where it has none.

    Raises SettingsError for what is no TOML, and for keys that no part of the toolkit knows.
    """
    try:
        found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    for key in ("tool", "adhere"):
        found = found.get(key, {}) if isinstance(found, dict) else found
    if not isinstance(found, dict):
        raise SettingsError(f"{path}: 'tool.adhere' is no table; write [tool.adhere]")
    refuse_unknown(found, KEYS, where=f"{path}: [tool.adhere]")
    return found


def refuse_unknown(table: Mapping[str, Any], known: Collection[str], *, where: str) -> None:
    """Raise SettingsError, with a suggestion, for the first key that is not known."""
    for key in table:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            mend = f"did you mean {close[0]!r}?" if close else f"it knows {', '.join(known)}"
            raise SettingsError(f"{where} has the unknown key {key!r}; {mend}")
