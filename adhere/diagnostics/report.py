"""The findings of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from adhere.diagnostics.diagnostic import Diagnostic, Severity


@dataclass(slots=True)
class Report:
    """Findings in the order they were made; iterated in the order of the source."""

    _items: dict[Diagnostic, None] = field(default_factory=dict)

    def add(self, *diagnostics: Diagnostic) -> None:
        """Append findings; one said before, at the same place in the same words, is dropped."""
        self._items.update(dict.fromkeys(diagnostics))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Append every finding of `diagnostics`."""
        self.add(*diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Walk the findings by file, position and rule."""
        return iter(sorted(self._items, key=lambda d: (d.span, d.rule, d.message)))

    def __len__(self) -> int:
        """Count the findings."""
        return len(self._items)

    @property
    def has_errors(self) -> bool:
        """Tell whether any finding has severity error."""
        return any(d.severity is Severity.ERROR for d in self._items)

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(d.severity is severity for d in self._items)
