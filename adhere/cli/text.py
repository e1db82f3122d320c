"""Findings for people: the sentence, the place, the line with carets, the mend."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from adhere.cli.excerpt import Excerpts, mark, one_line
from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.source import Span

if TYPE_CHECKING:
    from adhere.lint import Rule

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
NARROWEST, WIDEST = 60, 120


def wants_colour() -> bool:
    """Tell whether stdout is a terminal whose user has not said NO_COLOR."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def render_text(report: Report, *, limit: int | None, checked: str) -> str:
    """Return at most `limit` findings and a line that counts them all.

    They stand in the order of the source; where there are more, the weightiest stand first.
    `checked` says what was looked at, for the case that nothing was found.
    """
    excerpts = Excerpts()
    width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    findings = list(report)
    shown = _weightiest(findings, limit)
    pieces = ["\n".join(_finding(d, excerpts, width)) + "\n" for d in shown]
    if len(shown) < len(findings):
        pieces.append(f"{len(findings) - len(shown)} more; see them all with --max-findings 0.\n")
    return "\n".join([*pieces, summary(report, checked=checked)])


def _weightiest(findings: list[Diagnostic], limit: int | None) -> list[Diagnostic]:
    if limit is None or len(findings) <= limit:
        return findings
    order = list(Severity)
    return sorted(findings, key=lambda finding: order.index(finding.severity))[:limit]


def summary(report: Report, *, checked: str) -> str:
    """Return the closing line: `2 errors, 1 warning in spec/openapi.yaml.`."""
    if not len(report):
        return click.style("Nothing found", fg="green", bold=True) + f" in {checked}."
    counts = ((report.count(severity), severity.value) for severity in Severity)
    spoken = ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n)
    return f"{spoken} in {checked}."


def _finding(diagnostic: Diagnostic, excerpts: Excerpts, width: int) -> Iterator[str]:
    colour = COLOURS[diagnostic.severity]
    label = click.style(f"{diagnostic.severity}[{diagnostic.rule}]", fg=colour, bold=True)
    yield f"{label}: {click.style(one_line(diagnostic.message), bold=True)}"
    span = diagnostic.span
    margin = " " * len(str(span.start.line))
    line = excerpts.line(span)
    yield f"{margin}{_dim('-->')} {_place(span)}"
    if line is not None:
        yield from _excerpt(line, span, colour=colour, width=width)
    for related in diagnostic.related:
        yield f"{margin} {_dim('=')} {one_line(related.message)}: {_place(related.span)}"
    if diagnostic.help:
        yield f"{margin} {_dim('=')} {click.style('help', bold=True)}: {one_line(diagnostic.help)}"


def _excerpt(line: str, span: Span, *, colour: str, width: int) -> Iterator[str]:
    number = str(span.start.line)
    margin = " " * len(number)
    marked = mark(line, span, limit=width - len(number) - 3)
    yield f"{margin} {_dim('|')}"
    yield f"{_dim(number)} {_dim('|')} {marked.text}".rstrip()
    yield f"{margin} {_dim('|')} {click.style(marked.carets, fg=colour, bold=True)}"


def _place(span: Span) -> str:
    return one_line(str(span.file) if span.start == span.end else str(span))


def _dim(text: str) -> str:
    return click.style(text, fg="blue")


def explain(rule: Rule) -> str:
    """Return the documentation of a rule."""
    paragraphs = (
        f"{rule.id} ({rule.severity})",
        rule.summary,
        f"Why: {rule.why}",
        f"Mend: {rule.mend}",
        "Not so:\n" + textwrap.indent(rule.bad.rstrip(), "    "),
        "But so:\n" + textwrap.indent(rule.good.rstrip(), "    "),
        f"Excuse a single place with 'x-adhere-ignore: {{{rule.id}: the reason}}'.",
    )
    return "\n\n".join(p if "\n" in p else textwrap.fill(p, NARROWEST + 20) for p in paragraphs)
