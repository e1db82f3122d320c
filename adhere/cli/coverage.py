"""`adhere coverage`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adhere.cli.exits import ExitCode, UnusableError
from adhere.cli.fuzz_files import refuse_unwritable, replace_file

if TYPE_CHECKING:  # `adhere coverage --help` needs none of it
    from adhere.coverage import CoverageReport, Record


@click.group()
def coverage() -> None:
    """Tell how much of a contract tests and fuzzing have reached, and what would reach the rest.

    `adhere fuzz --coverage FILE` and pytest write records; their sum is held
    against the document.
    """


@coverage.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the sum here; it may be one of the files.",
)
def merge(files: tuple[Path, ...], *, out: Path) -> None:
    """Add up records of one contract.

    They may be of several shards, of pytest and of fuzzing.

    Exit codes: 0 written, 2 a file is no record, or of another contract than the first.
    """
    from adhere.coverage import CoverageError  # noqa: PLC0415 - takes most of a second to import

    try:
        total = _merged(files)
        total.write(out)
    except CoverageError as error:
        raise UnusableError(str(error)) from error
    records = "record" if len(files) == 1 else "records"
    click.echo(
        f"Wrote {out}: {len(files)} {records} of {total.title} {total.version}, "
        f"{total.exchanges:,} exchanges."
    )


@coverage.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--spec",
    type=click.Path(path_type=Path),
    help="The document that was recorded.  [default: the one that the record names]",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 where less of all goals is reached.",
)
@click.option("--missing", is_flag=True, help="List everything that is not reached.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write an HTML page here."
)
@click.option(
    "--json", type=click.Path(path_type=Path, dir_okay=False), help="Write every goal as JSON here."
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="How what is missing is listed; github writes annotations.",
)
def report(  # noqa: PLR0913 - its options
    files: tuple[Path, ...],
    *,
    spec: Path | None,
    fail_under: float | None,
    missing: bool,
    html: Path | None,
    json: Path | None,
    format_: str,
) -> None:
    """Show what was reached, and whether it is enough.

    What keeps a rule of [tool.adhere.coverage] or --fail-under from being met is listed with its
    place in the document and what would reach it.

    Exit codes: 0 enough is reached, 1 too little, 2 a file or setting cannot be used.
    """
    for path in (html, json):
        refuse_unwritable(path)
    from adhere.coverage import CoverageError  # noqa: PLC0415 - as above
    from adhere.fuzz import FuzzError  # noqa: PLC0415 - as above

    try:
        made = _report(files, spec, fail_under)
    except (CoverageError, FuzzError) as error:
        raise UnusableError(str(error)) from error
    _write(made, html=html, json_file=json)
    _print(made, format_, everything=missing)
    if not made.is_enough:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _merged(files: tuple[Path, ...]) -> Record:
    from adhere.coverage import Record, merge  # noqa: PLC0415 - as above

    return merge({str(file): Record.read(file) for file in files})


def _report(files: tuple[Path, ...], spec: Path | None, fail_under: float | None) -> CoverageReport:
    from adhere import contract as contracts  # noqa: PLC0415 - as above
    from adhere.coverage import coverage_settings, report_of  # noqa: PLC0415 - as above
    from adhere.fuzz.run import read  # noqa: PLC0415 - as above

    record = _merged(files)
    document = read(spec or Path(record.spec))
    settings = coverage_settings(document.root.path)
    if fail_under is not None:
        settings = replace(settings, fail_under=fail_under)
    return report_of(document, contracts.build(document).contract, record, settings)


def _write(report: CoverageReport, *, html: Path | None, json_file: Path | None) -> None:
    from adhere.coverage.html import render_html  # noqa: PLC0415 - as above
    from adhere.coverage.text import render_json  # noqa: PLC0415 - as above

    for path, render in ((html, render_html), (json_file, render_json)):
        if path is not None:
            replace_file(path, render(report))


def _print(report: CoverageReport, format_: str, *, everything: bool) -> None:
    from adhere.cli.github import render_github  # noqa: PLC0415 - as above
    from adhere.coverage.text import diagnostics, headline, render_text  # noqa: PLC0415 - as above

    shown = report.missing if everything else report.shortfalls
    if format_ == "text":
        click.echo(render_text(report, shown), nl=False)
        return
    annotations = render_github(diagnostics(shown, is_enough=report.is_enough))
    click.echo("\n".join(filter(None, [annotations, headline(report)])))
