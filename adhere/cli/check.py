"""`adhere check`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from adhere.cli.exits import ExitCode, UnusableError, leave
from adhere.cli.text import explain, render_text, wants_colour
from adhere.diagnostics import Report

if TYPE_CHECKING:
    from adhere.cli.pipeline import Examined

# Imported where they are used: the linter and the contract take longer than '--help' may.

DEFAULT_LIMIT = 50

FORMATS: Mapping[str, str] = MappingProxyType(
    {"json": "json_format", "github": "github", "sarif": "sarif"}
)
"""Formats for programs, and the modules that write them: `render_json` and so on."""


def _rules(_: click.Context, option: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """Split `a,b` and refuse unknown rules."""
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if not names:
        return ()
    from adhere.lint import SettingsError  # noqa: PLC0415
    from adhere.lint.settings import known_rule  # noqa: PLC0415

    try:
        return tuple(known_rule(name, where=str(option.opts[-1])) for name in names)
    except SettingsError as error:
        raise UnusableError(str(error)) from error


def _explain(context: click.Context, _: click.Parameter, value: str | None) -> None:
    """Print the documentation of a rule instead of checking."""
    if value is None or context.resilient_parsing:
        return
    from adhere.lint import RULES, SettingsError  # noqa: PLC0415
    from adhere.lint.settings import known_rule  # noqa: PLC0415

    try:
        rule = RULES[known_rule(value, where="--explain")]
    except SettingsError as error:
        raise UnusableError(str(error)) from error
    click.echo(explain(rule))
    context.exit()


@click.command()
@click.argument(
    "specs", metavar="SPEC...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="For people, programs, GitHub Actions, or code scanning.",
)
@click.option(
    "--select", multiple=True, callback=_rules, metavar="RULES", help="Run only these lint rules."
)
@click.option(
    "--ignore", multiple=True, callback=_rules, metavar="RULES", help="Do not run these lint rules."
)
@click.option(
    "--max-findings",
    type=click.IntRange(min=0),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="Print at most so many as text; 0 prints all. All are counted.",
)
@click.option("--allow-remote", is_flag=True, help="Follow $refs to other hosts (http, https).")
@click.option(
    "--explain",
    metavar="RULE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help="Say what a lint rule finds, why, and how to mend it.",
)
def check(
    *,
    specs: tuple[Path, ...],
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    max_findings: int,
    allow_remote: bool,
) -> None:
    """Check OpenAPI documents: text, references, the standard, and the lint rules.

    Every finding says where it stands and how to mend it. Lint rules are set in
    [tool.adhere.lint] of pyproject.toml; a single place is excused by
    'x-adhere-ignore: {RULE: the reason}' on it or above it.
    """
    from adhere.cli.pipeline import examine, settings_for  # noqa: PLC0415

    results = [
        examine(spec, settings_for(spec, select=select, ignore=ignore), allow_remote=allow_remote)
        for spec in specs
    ]
    report = _merge([result.report for result in results])
    if form == "text":
        text = render_text(report, limit=max_findings or None, checked=_checked(specs, results))
        click.echo(text, color=None if wants_colour() else False)
    else:
        click.echo(_rendered(report, form))
    if any(result.document is None for result in results):
        raise click.exceptions.Exit(ExitCode.UNUSABLE)
    leave(report)


def _rendered(report: Report, form: str) -> str:
    render: Callable[[Report], str]
    render = getattr(import_module(f"adhere.cli.{FORMATS[form]}"), f"render_{form}")
    return render(report)


def _merge(reports: Collection[Report]) -> Report:
    """Join reports; a setting is unused only where no document has a use for it."""
    from adhere.lint.suppression import UNUSED  # noqa: PLC0415

    merged = Report()
    for report in reports:
        for diagnostic in report:
            is_setting = diagnostic.rule == UNUSED and diagnostic.pointer is None
            if not is_setting or all(diagnostic in set(other) for other in reports):
                merged.add(diagnostic)
    return merged


def _checked(specs: Sequence[Path], results: Sequence[Examined]) -> str:
    """Return what was looked at: `spec/openapi.yaml (24 operations)`."""
    contracts = [result.contract for result in results if result.contract]
    operations = sum(len(contract.operations) for contract in contracts)
    counted = f" ({operations} operation{'s' if operations != 1 else ''})" if contracts else ""
    name = str(specs[0]) if len(specs) == 1 else f"{len(specs)} documents"
    return f"{name}{counted}"
