"""What a rule is: its documentation, its severity and its check."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from adhere.contract import Contract, Cursor
from adhere.diagnostics import Severity
from adhere.document import Document


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at: the document, and the contract that was built from it."""

    document: Document
    contract: Contract

    @property
    def root(self) -> Cursor:
        """The document as a whole."""
        return Cursor.root(self.document)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has found at a place; the rule and its settings make a diagnostic of it.

    `message` is one sentence without a final full stop, `mend` a sentence in the imperative.
    `severity` is given where this finding weighs differently from the rule's others.
    """

    at: Cursor
    message: str
    mend: str
    related: tuple[tuple[str, Cursor], ...] = ()
    severity: Severity | None = None


Check = Callable[[Subject], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and its documentation.

    `summary` says what it finds, `why` what harm that does, `mend` what to do, all in full
    sentences; `bad` and `good` are YAML that a reader can compare. `replaces` are the rules of
    `document.validate` and `contract.build` that this one says better, so that nothing is
    said twice.
    """

    id: str
    severity: Severity
    summary: str
    why: str
    mend: str
    bad: str
    good: str
    check: Check = field(repr=False)
    replaces: frozenset[str] = frozenset()
