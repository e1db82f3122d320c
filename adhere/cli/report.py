"""`adhere report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from adhere.cli.exits import ExitCode, UnusableError
from adhere.cli.fuzz_files import refuse_unwritable, write_reports
from adhere.cli.fuzz_options import REPORTS

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--junit", type=_FILE, help="Write JUnit XML here.")
@click.option("--html", type=_FILE, help="Write an HTML report here.")
@click.option("--matrix", type=_FILE, help="Write who may do what as JSON here.")
@click.option("--json", type=_FILE, help="Write the sum as JSON here, for --replay with --last.")
@click.option("--sarif", type=_FILE, help="Write the findings as SARIF here.")
def report(files: tuple[Path, ...], **paths: Any) -> None:
    """Put JSON reports of adhere fuzz together, and print them as one.

    They may be of the parts of a run (--shard): a finding that several have is told once.

    Exit codes: 0 nothing found, 1 findings, 2 a file is no report, or of another contract.
    """
    for path in paths.values():
        refuse_unwritable(path)
    from adhere.fuzz import FuzzError  # noqa: PLC0415 - takes most of a second to import
    from adhere.fuzz.merging import merged, read_report  # noqa: PLC0415 - as above
    from adhere.fuzz.text import render_text  # noqa: PLC0415 - as above

    try:
        total = merged({str(file): read_report(file) for file in files})
    except FuzzError as error:
        raise UnusableError(str(error)) from error
    write_reports(total, {name: paths[name] for name in REPORTS})
    click.echo(render_text(total), nl=False)
    if total.exit_code:
        raise click.exceptions.Exit(ExitCode.FINDINGS)
