"""`[tool.adhere]` of the working directory, for the commands that have settings of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from adhere.cli.exits import UnusableError
from adhere.source.document_settings import DocumentSettings, document_settings
from adhere.source.settings import SettingsError, read_settings

SETTINGS = Path("pyproject.toml")


def settings_here() -> Mapping[str, Any]:
    """Return the table; empty where there is none. Raises UnusableError."""
    try:
        return read_settings(SETTINGS) if SETTINGS.is_file() else {}
    except SettingsError as error:
        raise UnusableError(str(error)) from error


def reading_of(spec: Path) -> DocumentSettings:
    """Return how a document is to be read. Raises UnusableError."""
    try:
        return document_settings(spec)
    except SettingsError as error:
        raise UnusableError(str(error)) from error
