"""`x-adhere-ignore` in the document: findings that are known, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adhere.contract import Cursor
from adhere.contract.findings import finding
from adhere.contract.walk import Part, walk
from adhere.diagnostics import Diagnostic, Severity
from adhere.document.grammar import Kind
from adhere.lint.once import IGNORE
from adhere.lint.settings import Ignore, Settings, known_rule
from adhere.source import Span, Token
from adhere.source.settings import SettingsError

INVALID = "suppression-invalid"
UNUSED = "suppression-unused"


@dataclass(slots=True)
class Suppressions:
    """The suppressions of a document and its settings, and which of them were of use."""

    settings: Settings
    by_place: dict[tuple[Token, ...], dict[str, Cursor]] = field(default_factory=dict)
    invalid: list[Diagnostic] = field(default_factory=list)
    _used: set[object] = field(default_factory=set)

    @classmethod
    def of(cls, root: Cursor, settings: Settings) -> Suppressions:
        """Collect them from every object of the document; most have none anywhere."""
        found = cls(settings)
        is_written = any(IGNORE in file.text for file in root.document.files)
        for part in walk(Part(Kind.OPENAPI, root)) if is_written else ():
            for entry in part.cursor.members(IGNORE):
                found._collect(part.cursor, entry)
        return found

    def _collect(self, holder: Cursor, entry: Cursor) -> None:
        has_reason = isinstance(entry.value, str) and entry.value.strip()
        try:
            known_rule(entry.token, where=IGNORE)
        except SettingsError as error:
            self.invalid.append(_invalid(entry, str(error), "Write the id of a rule."))
            return
        if has_reason:
            self.by_place.setdefault(holder.pointer.tokens, {})[entry.token] = entry
        else:
            message = f"{IGNORE} gives no reason for {entry.token!r}"
            self.invalid.append(_invalid(entry, message, "Write the reason as a text."))

    def covers(self, at: Cursor, diagnostic: Diagnostic) -> bool:
        """Tell whether a finding is suppressed at its place or anywhere above."""
        tokens = at.pointer.tokens
        for length in range(len(tokens), -1, -1):
            entry = self.by_place.get(tokens[:length], {}).get(diagnostic.rule)
            if entry is not None:
                self._used.add(entry.pointer)
                return True
        pointer, file = str(diagnostic.pointer), diagnostic.span.file.as_posix()
        matching = [i for i in self.settings.ignore if i.matches(diagnostic.rule, pointer, file)]
        self._used.update(matching)
        return bool(matching)

    def unused(self) -> Iterator[Diagnostic]:
        """Say which suppressions suppress nothing; those of rules that are off are left alone."""
        for entries in self.by_place.values():
            for rule, entry in entries.items():
                if entry.pointer not in self._used and self.settings.is_on(rule):
                    yield finding(
                        entry,
                        rule=UNUSED,
                        severity=Severity.WARNING,
                        message=f"nothing here breaks the rule {rule!r} any more",
                        mend="Remove the suppression.",
                    )
        for ignore in self.settings.ignore:
            if ignore not in self._used and self.settings.is_on(ignore.rule):
                yield _unused_setting(ignore, self.settings)


def _unused_setting(ignore: Ignore, settings: Settings) -> Diagnostic:
    where = f"pointer {ignore.pointer!r} and file {ignore.file!r}"
    return Diagnostic(
        UNUSED,
        Severity.WARNING,
        f"no finding of the rule {ignore.rule!r} matches the entry of 'ignore' with {where}",
        Span(settings.source or Path("pyproject.toml")),
        help="Remove the entry.",
    )


def _invalid(entry: Cursor, message: str, mend: str) -> Diagnostic:
    return finding(entry, rule=INVALID, severity=Severity.ERROR, message=message, mend=mend)
