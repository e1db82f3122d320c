"""From the path of a document to its contract: the steps that every command starts with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from adhere.cli.excerpt import one_line
from adhere.cli.exits import ExitCode, UnusableError
from adhere.cli.settings import reading_of
from adhere.cli.text import render_text, wants_colour
from adhere.contract import Contract, all_of, salvage
from adhere.contract.reading import LEAVES_OUT, REPAIRED
from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.document import Document, load
from adhere.lint import RULES, Settings, SettingsError, check, load_settings
from adhere.source import Pieces


@dataclass(frozen=True, slots=True)
class Examined:
    """What was read, `None` where the text could not be, and everything that is wrong with it.

    `left_out` says why of what leniency left out of the document and contract.
    """

    document: Document | None
    contract: Contract | None
    report: Report
    left_out: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A document that could be read, its contract, and everything that is wrong with them.

    Where leniency was asked for they are the sound part, and `left_out` says of the rest why.
    """

    document: Document
    contract: Contract
    report: Report
    left_out: tuple[Diagnostic, ...] = ()


def examine(
    spec: Path,
    settings: Settings,
    *,
    allow_remote: bool = False,
    lenient: bool = False,
    pieces: Pieces | None = None,
) -> Examined:
    """Load, validate, build and lint; only what is sound is built where `lenient`.

    Nothing is printed. What `pieces` knows of the files is not read again.
    """
    from adhere.document.validate import validate  # noqa: PLC0415 - imports half a second's worth

    loaded = load(spec, allow_remote=allow_remote, settings=reading_of(spec), pieces=pieces)
    document, report = loaded.document, Report()
    report.extend(loaded.report)
    if document is None:
        return Examined(None, None, report)
    said_better = {
        old for rule in RULES.values() if settings.is_on(rule.id) for old in rule.replaces
    }
    report.extend(d for d in validate(document) if d.rule not in said_better)
    built = salvage(document, report) if lenient else all_of(document)
    wrong = {d.span for d in report}
    told = (d for d in built.report if d.rule not in said_better)
    report.extend(d for d in told if d.rule != REPAIRED or d.span not in wrong)
    report.extend(check(document, built.contract, settings))
    return Examined(built.document, built.contract, report, built.left_out)


def read_contract(
    spec: Path,
    *,
    allow_remote: bool = False,
    lenient: bool = False,
    pieces: Pieces | None = None,
) -> Read:
    """Return a document and its contract for a command that goes on with them.

    Errors are printed to stderr as `adhere check` prints them, without the lint's opinions.
    A text that cannot be read ends the command with 2. What to do about other errors is for
    the caller: `leave(read.report)` ends the command with 1 if there is any. None are left
    where `lenient`: what they break is left out, and nothing sound ends the command with 1.
    """
    settings = Settings(only=frozenset())
    examined = examine(spec, settings, allow_remote=allow_remote, lenient=lenient, pieces=pieces)
    errors, others = Report(), Report()
    for found in examined.report:
        (errors if found.severity is Severity.ERROR else others).add(found)
    if len(errors):
        print_report(errors, checked=str(spec), to_stderr=True)
    if examined.document is None or examined.contract is None:
        raise click.exceptions.Exit(ExitCode.UNUSABLE)
    if examined.left_out and not examined.contract.operations:
        click.echo(told_left_out(examined.left_out), err=True)
        click.echo(f"No operation of {spec} is sound; nothing is generated.", err=True)
        raise click.exceptions.Exit(ExitCode.FINDINGS)
    report = others if lenient else examined.report
    return Read(examined.document, examined.contract, report, examined.left_out)


def told_left_out(left_out: Collection[Diagnostic]) -> str:
    """Return what is missing and why, a line for each cause."""
    by_cause: dict[tuple[str, str], list[str]] = {}
    for told in left_out:
        what, _, cause = told.message.partition(LEAVES_OUT)
        by_cause.setdefault((cause, str(told.span)), []).append(what)
    lines = (
        f"  {one_line(_left_out_for(cause, names))} ({one_line(place)})"
        for (cause, place), names in by_cause.items()
    )
    return "\n".join(["Left out:", *lines])


def _left_out_for(cause: str, names: Sequence[str]) -> str:
    *others, last = names
    if not others:
        return f"{last}{LEAVES_OUT}{cause}"
    return f"{', '.join(others)} and {last} are left out, each for this: {cause}"


def settings_for(spec: Path, *, select: Collection[str], ignore: Collection[str]) -> Settings:
    """Return the lint settings of a document, narrowed by the options of the command line."""
    try:
        settings = load_settings(spec)
    except SettingsError as error:
        raise UnusableError(str(error)) from error
    rules = {**settings.rules, **dict.fromkeys(ignore, "off")}
    return replace(settings, rules=rules, only=frozenset(select) or None)


def print_report(report: Report, *, checked: str, to_stderr: bool = False) -> None:
    """Print all findings for people."""
    text = render_text(report, limit=None, checked=checked)
    click.echo(text, err=to_stderr, color=None if wants_colour() else False)
