"""Running the rules."""

from __future__ import annotations

from adhere.contract import Contract
from adhere.contract.findings import finding
from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.document import Document
from adhere.lint.rule import Finding, Rule, Subject
from adhere.lint.rules import RULES
from adhere.lint.settings import Settings
from adhere.lint.suppression import Suppressions


def check(document: Document, contract: Contract, settings: Settings | None = None) -> Report:
    """Run every rule that is on, and leave out what is suppressed."""
    settings = settings or Settings()
    subject = Subject(document, contract)
    suppressions = Suppressions.of(subject.root, settings)
    report = Report()
    for rule in RULES.values():
        if settings.is_on(rule.id):
            report.extend(_run(rule, subject, suppressions))
    report.extend(suppressions.invalid)
    report.extend(suppressions.unused())
    return report


def _run(rule: Rule, subject: Subject, suppressions: Suppressions) -> list[Diagnostic]:
    diagnostics = ((f, _diagnostic(rule, f, suppressions.settings)) for f in rule.check(subject))
    return [d for found, d in diagnostics if not suppressions.covers(found.at, d)]


def _diagnostic(rule: Rule, found: Finding, settings: Settings) -> Diagnostic:
    configured = settings.rules.get(rule.id)
    return finding(
        found.at,
        rule=rule.id,
        severity=Severity(configured) if configured else found.severity or rule.severity,
        message=found.message,
        mend=found.mend,
        related=found.related,
    )
