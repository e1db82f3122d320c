"""The files that `adhere fuzz` leaves: reports, and what a later run reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adhere.cli.exits import UnusableError
from adhere.cli.settings import settings_here
from adhere.source.writing import write_whole

if TYPE_CHECKING:  # `adhere fuzz --help` needs none of it
    from adhere.fuzz import FuzzReport

FOLDER = Path(".adhere")
LAST = FOLDER / "last-fuzz.json"


def new_ledger() -> Path:
    """Return the path of a ledger that is not there yet."""
    now = datetime.now(UTC)
    return FOLDER / f"fuzz-{now:%Y%m%dT%H%M%S}-{os.getpid()}.ledger.jsonl"


def write_reports(report: FuzzReport, paths: Mapping[str, Path | None]) -> None:
    """Write the reports that were asked for, the last one for `--replay`, the job's summary."""
    from adhere.fuzz.html import render_html  # noqa: PLC0415 - takes most of a second
    from adhere.fuzz.junit import render_junit  # noqa: PLC0415 - as above
    from adhere.fuzz.matrix_json import render_matrix  # noqa: PLC0415 - as above
    from adhere.fuzz.report_json import render_json  # noqa: PLC0415 - as above
    from adhere.fuzz.sarif import render_sarif  # noqa: PLC0415 - as above

    renderers = {
        "junit": render_junit,
        "html": render_html,
        "matrix": render_matrix,
        "json": render_json,
        "sarif": render_sarif,
    }
    for name, path in paths.items():
        if path is not None:
            replace_file(path, renderers[name](report))
    _append_summary(report)


def write_finding_tests(report: FuzzReport, folder: Path) -> None:
    """Write a pytest file for each finding, by the client of the generated package if any."""
    from adhere.cli.finding_tests import write_tests  # noqa: PLC0415 - takes most of a second

    package = Path(settings_here().get("out", "generated"))
    has_client = (package / "client.py").is_file()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableError(f"{folder} cannot be written: {error.strerror}") from error
    written = write_tests(report, folder, package if has_client else None)
    if written:
        click.echo(f"{len(written)} pytest files are in {folder}.", err=True)


def keep(report: FuzzReport) -> Path | None:
    """Keep the report for `--replay`; `None` where the working directory cannot be written."""
    from adhere.fuzz.report_json import render_json  # noqa: PLC0415 - as above

    try:
        FOLDER.mkdir(exist_ok=True)
        replace_file(LAST, render_json(report))
    except (OSError, UnusableError):
        return None
    return LAST


def _append_summary(report: FuzzReport) -> None:
    from adhere.fuzz.summary import render_summary  # noqa: PLC0415 - as above

    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if name:
        try:
            with Path(name).open("a", encoding="utf-8") as file:
                file.write(render_summary(report))
        except OSError as error:
            raise UnusableError(f"{name} cannot be written: {error.strerror}") from error


def refuse_unwritable(path: Path | None) -> None:
    """Say so now rather than after the run."""
    if path is None:
        return
    if not path.parent.is_dir():
        raise UnusableError(f"{path} cannot be written: there is no folder {path.parent}")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UnusableError(f"{path} cannot be written")


def replace_file(path: Path, text: str) -> None:
    """Write the whole file or leave the one that is there."""
    try:
        write_whole(path, text)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UnusableError(f"{path} cannot be written: {reason}") from error
