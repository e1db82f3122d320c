"""`[tool.adhere.document]` of pyproject.toml: how documents are read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urlsplit

from adhere.source.settings import SettingsError, read_settings, refuse_unknown

FORMATS = ("assert", "annotate")
_TABLE = "tool.adhere.document"
_SUFFIXES = ("", ".json", ".yaml", ".yml")
"""What the name of a file may have that its URI has not, in the order of trying."""


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """How a document is read.

    `mirrors` maps prefixes of http and https URIs to the folders that hold what is published
    under them. `formats` says whether `format` decides what is valid or only tells readers more
    (JSON Schema validation, section 7.2); a metaschema with the format-assertion vocabulary has
    it decide either way.
    """

    mirrors: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    formats: str = "assert"

    def mirrored(self, uri: str) -> Path | None:
        """Return the file that stands for a URI, there or not; `None` where no prefix covers it."""
        for prefix in sorted(self.mirrors, key=len, reverse=True):
            start = prefix.removesuffix("/")
            rest = uri.removeprefix(start)
            if rest != uri and rest[:1] in {"", "/"}:
                return _inside(self.mirrors[prefix], unquote(rest).lstrip("/"))
        return None

    def told(self) -> dict[str, str]:
        """Return what is not as it is without settings, for the record of a generated package."""
        said = {f"mirror of {prefix}": folder.as_posix() for prefix, folder in self.mirrors.items()}
        return said if self.formats == FORMATS[0] else {**said, "formats": self.formats}


def document_settings(spec: Path) -> DocumentSettings:
    """Read the settings for a document.

    They stand in the first pyproject.toml with the table in the document's directory or above, or
    else in the working directory or above; folders are relative to it. Raises SettingsError.
    """
    for directory in dict.fromkeys((*spec.absolute().parents, *(Path.cwd() / "_").parents)):
        path = directory / "pyproject.toml"
        table = read_settings(path).get("document") if path.is_file() else None
        if table is not None:
            return _settings(table, path)
    return DocumentSettings()


def _settings(table: Any, path: Path) -> DocumentSettings:
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: 'document' is no table; write [{_TABLE}]")
    refuse_unknown(table, ("formats", "mirrors"), where=f"{path}: [{_TABLE}]")
    formats, mirrors = table.get("formats", FORMATS[0]), table.get("mirrors", {})
    if formats not in FORMATS:
        choices = " or ".join(repr(choice) for choice in FORMATS)
        raise SettingsError(f"{path}: 'formats' of [{_TABLE}] is {choices}, not {formats!r}")
    if not isinstance(mirrors, dict):
        raise SettingsError(f"{path}: 'mirrors' is no table; write [{_TABLE}.mirrors]")
    folders = {prefix: _folder(prefix, name, path) for prefix, name in mirrors.items()}
    return DocumentSettings(MappingProxyType(folders), formats)


def _folder(prefix: str, name: Any, path: Path) -> Path:
    where = f"{path}: [{_TABLE}.mirrors]"
    if urlsplit(prefix).scheme not in ("http", "https") or not urlsplit(prefix).netloc:
        raise SettingsError(f"{where}: {prefix!r} does not begin like an http or https URI")
    if not isinstance(name, str):
        raise SettingsError(f"{where}: the folder of {prefix!r} is not a text")
    folder = Path(os.path.relpath(path.parent / name))
    if not folder.is_dir():
        raise SettingsError(f"{where}: there is no folder {folder} for {prefix!r}")
    return folder


def _inside(folder: Path, name: str) -> Path | None:
    """Return the file of a folder, with the suffix that it has; `None` where that leads out."""
    file = Path(os.path.normpath(folder / name))
    if not file.is_relative_to(os.path.normpath(folder)) or "\0" in name:
        return None
    named = (file.with_name(file.name + suffix) for suffix in _SUFFIXES if file.name)
    return next((found for found in named if found.is_file()), file)
