"""`[tool.adhere.lint]` of pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from types import MappingProxyType
from typing import Any

from adhere.diagnostics import Severity
from adhere.lint.rules import RULES
from adhere.source.settings import SettingsError, read_settings, refuse_unknown

OFF = "off"
LEVELS = (OFF, *(severity.value for severity in Severity))
_TABLE = "tool.adhere.lint"


@dataclass(frozen=True, slots=True)
class Ignore:
    """An entry of `ignore`: findings that are known, and the reason why they stay.

    `rule` is a rule's id. `pointer` is a pattern for the JSON Pointer of the finding in its
    file (`/paths/~1legacy~1*`), `file` one for the file's path as it is printed; `*` matches
    any text. What is not given matches all.
    """

    rule: str
    reason: str
    pointer: str = "*"
    file: str = "*"

    def matches(self, rule: str, pointer: str, file: str) -> bool:
        """Tell whether this entry covers a finding."""
        return (
            rule == self.rule
            and fnmatchcase(pointer, _literal_brackets(self.pointer))
            and fnmatchcase(file, self.file)
        )


def _literal_brackets(pattern: str) -> str:
    return pattern.replace("[", "[[]")


@dataclass(frozen=True, slots=True)
class Settings:
    """How much each rule weighs, and which findings are known.

    `rules` maps a rule's id to `off` or a severity that holds for all its findings. `only` names
    the rules to run where not all are wanted. `source` is the file that this was read from.
    """

    rules: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ignore: tuple[Ignore, ...] = ()
    only: frozenset[str] | None = None
    source: Path | None = None

    def is_on(self, rule: str) -> bool:
        """Tell whether a rule is to run."""
        is_wanted = self.only is None or rule in self.only
        return is_wanted and self.rules.get(rule) != OFF


def load_settings(spec: Path) -> Settings:
    """Read the settings for a document.

    They stand in the first pyproject.toml with the table `[tool.adhere.lint]` in the document's
    directory or above, or else in the working directory or above. Raises SettingsError.
    """
    for directory in dict.fromkeys((*spec.absolute().parents, *(Path.cwd() / "_").parents)):
        path = directory / "pyproject.toml"
        table = _table(path) if path.is_file() else None
        if table is not None:
            return _settings(table, path)
    return Settings()


def _table(path: Path) -> Mapping[str, Any] | None:
    table = read_settings(path).get("lint")
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{path}: 'lint' is no table; write [{_TABLE}]")
    return table


def _settings(table: Mapping[str, Any], path: Path) -> Settings:
    refuse_unknown(table, ("rules", "ignore"), where=f"{path}: [{_TABLE}]")
    rules = table.get("rules", {})
    entries = table.get("ignore", [])
    if not isinstance(rules, dict) or not isinstance(entries, list):
        raise SettingsError(f"{path}: in [{_TABLE}] 'rules' is a table and 'ignore' an array")
    for rule, level in rules.items():
        known_rule(rule, where=f"{path}: 'rules' of [{_TABLE}]")
        if level not in LEVELS:
            choices = ", ".join(repr(choice) for choice in LEVELS)
            raise SettingsError(f"{path}: the level {level!r} of {rule!r} is none of {choices}")
    ignore = tuple(_ignore(entry, path) for entry in entries)
    return Settings(MappingProxyType(rules), ignore, source=path)


def _ignore(entry: Any, path: Path) -> Ignore:
    where = f"{path}: 'ignore' of [{_TABLE}]"
    fields = {"rule", "reason", "pointer", "file"}
    if not isinstance(entry, dict) or not entry.keys() <= fields:
        raise SettingsError(f"{where} holds tables with rule, reason, and pointer or file")
    if not all(isinstance(value, str) for value in entry.values()) or "rule" not in entry:
        raise SettingsError(f"{where} has an entry whose 'rule' or other member is not a text")
    rule = known_rule(entry["rule"], where=where)
    if not entry.get("reason", "").strip():
        raise SettingsError(f"{where} gives no reason for {rule!r}; add 'reason'")
    return Ignore(**entry)


def known_rule(rule: str, *, where: str) -> str:
    """Return a rule's id as it is; raises SettingsError with a suggestion for an unknown one."""
    if rule in RULES:
        return rule
    close = get_close_matches(rule, RULES, n=1)
    mend = f"did you mean {close[0]!r}?" if close else f"the rules are {', '.join(RULES)}"
    raise SettingsError(f"{where} names the unknown rule {rule!r}; {mend}")
