"""`[tool.adhere.coverage]`: how much must be reached, and what need not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any

from adhere.coverage.errors import CoverageError
from adhere.coverage.goals import Kind
from adhere.source import Pointer
from adhere.source.settings import SettingsError, read_settings, refuse_unknown

_TABLE = "tool.adhere.coverage"
_MOST = 100


@dataclass(frozen=True, slots=True)
class Exemption:
    """An entry of `ignore`: goals that need not be reached, and the reason.

    `pointer` is a pattern for the JSON Pointer in the file, `*` being any text; `kind` is `None`
    for goals of every kind.
    """

    pointer: str
    reason: str
    kind: Kind | None = None

    def covers(self, kind: Kind, pointer: Pointer) -> bool:
        """Tell whether it speaks of a goal at a place of its file."""
        pattern = self.pointer.replace("[", "[[]")
        return self.kind in {None, kind} and fnmatchcase(str(pointer), pattern)


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """How much must be reached, in percent: of all goals together, of those of a kind."""

    fail_under: float | None = None
    rules: Mapping[Kind, float] = field(default_factory=lambda: MappingProxyType({}))
    ignore: tuple[Exemption, ...] = ()


def coverage_settings(spec: Path) -> CoverageSettings:
    """Read the settings for a document: in its folder or above, else here or above.

    Raises CoverageError, naming file and key, for what cannot be read or understood.
    """
    for directory in dict.fromkeys((*spec.absolute().parents, *(Path.cwd() / "_").parents)):
        path = directory / "pyproject.toml"
        try:
            table = read_settings(path).get("coverage") if path.is_file() else None
            if table is not None:
                return _settings(table, path)
        except SettingsError as error:
            raise CoverageError(str(error)) from error
    return CoverageSettings()


def _settings(table: Any, path: Path) -> CoverageSettings:
    where = f"{path}: [{_TABLE}]"
    if not isinstance(table, dict):
        raise CoverageError(f"{path}: 'coverage' is no table; write [{_TABLE}]")
    refuse_unknown(table, ("fail-under", "rules", "ignore"), where=where)
    rules, entries = table.get("rules", {}), table.get("ignore", [])
    if not isinstance(rules, dict) or not isinstance(entries, list):
        raise CoverageError(f"{where}: 'rules' is a table and 'ignore' an array")
    refuse_unknown(rules, [kind.value for kind in Kind], where=f"{where} rules")
    fail_under = table.get("fail-under")
    return CoverageSettings(
        None if fail_under is None else _percent(fail_under, f"{where} fail-under"),
        MappingProxyType(
            {Kind(name): _percent(least, f"{where} rules {name}") for name, least in rules.items()}
        ),
        tuple(_exemption(entry, f"{where} ignore") for entry in entries),
    )


def _percent(value: Any, where: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= _MOST:
        raise CoverageError(f"{where} is a number from 0 to {_MOST}, not {value!r}")
    return float(value)


def _exemption(entry: Any, where: str) -> Exemption:
    if not isinstance(entry, dict):
        raise CoverageError(f"{where}: write {{ pointer = ..., reason = ... }}")
    refuse_unknown(entry, ("pointer", "reason", "kind"), where=where)
    texts = {name: entry.get(name) for name in ("pointer", "reason")}
    for name, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise CoverageError(f"{where}: an entry needs a {name}")
    kind = entry.get("kind")
    if kind is not None and kind not in list(Kind):
        raise CoverageError(f"{where}: 'kind' is one of {', '.join(Kind)}, not {kind!r}")
    return Exemption(entry["pointer"], entry["reason"], None if kind is None else Kind(kind))
