"""One finding, with its place and its mend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adhere.source import Pointer, Span


class Severity(StrEnum):
    """How much a finding weighs: only an error makes a command exit with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains the finding: the first of two equal names, say."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A mistake, or what looks like one.

    `rule` is its stable identifier (`operation-id-missing`), `message` one sentence
    without a final full stop, `help` the mend in the imperative. `pointer` is the place in
    the file that `span` names; `None` where the text could not be read as a document.
    """

    rule: str
    severity: Severity
    message: str
    span: Span
    pointer: Pointer | None = None
    related: tuple[Related, ...] = ()
    help: str | None = None
