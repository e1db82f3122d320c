"""What `adhere fuzz` does with files of known findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adhere.cli.exits import UnusableError
from adhere.cli.fuzz_files import replace_file

if TYPE_CHECKING:  # `adhere fuzz --help` needs none of it
    from adhere.fuzz import FuzzReport
    from adhere.fuzz.baseline import Baseline


def refuse_incomplete(options: Mapping[str, Any]) -> None:
    """Say before the run what is missing for a baseline to be written after it."""
    writes = options["write_baseline"] is not None
    for name, mend in (("owner", "--owner NAME"), ("expires", "--expires YYYY-MM-DD")):
        if writes and not options[name]:
            raise UnusableError(f"--write-baseline needs {mend}: somebody must come back to it")
        if options[name] and not writes:
            raise UnusableError(f"--{name} is for --write-baseline FILE")
    if writes and options["expires"].date() < _today():
        raise UnusableError(f"--expires {options['expires']:%Y-%m-%d} is over already")
    if writes and not options["reason"].strip():
        raise UnusableError("--reason must not be empty")


@dataclass(frozen=True, slots=True)
class Baselines:
    """The baseline to judge by, and the one to extend."""

    known: Baseline | None
    extended: Baseline | None
    owner: str | None
    reason: str
    until: datetime | None

    def judged(self, report: FuzzReport) -> FuzzReport:
        """Return the report with what is known marked."""
        return report if self.known is None else self.known.judge(report, _today())

    def write(self, report: FuzzReport) -> None:
        """Add the findings that are not known to the file, whole or not at all."""
        if self.extended is None or self.owner is None or self.until is None:
            return
        text = self.extended.extended(
            report.new_findings, owner=self.owner, reason=self.reason, until=self.until.date()
        )
        replace_file(self.extended.path, text)
        click.echo(f"Known findings are in {self.extended.path}.", err=True)


def read_baselines(options: Mapping[str, Any]) -> Baselines:
    """Read the files before anything is sent; raise FuzzError for what they do not hold."""
    from adhere.fuzz.baseline import Baseline  # noqa: PLC0415 - takes most of a second

    known: Path | None = options["baseline"]
    written: Path | None = options["write_baseline"]
    return Baselines(
        None if known is None else Baseline.read(known),
        None if written is None else Baseline.read_if_there(written),
        options["owner"],
        options["reason"],
        options["expires"],
    )


def _today() -> date:
    return datetime.now(UTC).date()
