"""`adhere fuzz`."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adhere.cli.exits import ExitCode, UnusableError
from adhere.cli.fuzz_coverage import recording
from adhere.cli.fuzz_files import (
    LAST,
    keep,
    new_ledger,
    refuse_unwritable,
    write_finding_tests,
    write_reports,
)
from adhere.cli.fuzz_known import read_baselines, refuse_incomplete
from adhere.cli.fuzz_options import REPORTS, with_options
from adhere.cli.fuzz_settings import only_changed, only_part, settings_of
from adhere.cli.option_groups import GroupedCommand

_SPEC = Path("spec/openapi.yaml")

if TYPE_CHECKING:  # `adhere fuzz --help` needs none of it
    from adhere.fuzz import FuzzReport, Settings
    from adhere.fuzz.observer import Observer
    from adhere.fuzz.progress import Progress
    from adhere.fuzz.stop import Stop


@click.command(cls=GroupedCommand)
@click.argument("url", required=False)
@with_options
@click.option("--quiet", is_flag=True, help="Show no progress.")
def fuzz(
    url: str | None,
    *,
    clean: Path | None,
    replay: str | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Test the service at URL against its contract, as each configured identity.

    Identities stand in pyproject.toml under [tool.adhere.fuzz.identities]; their secrets come
    from environment variables. Ctrl-C stops in order: what was created is deleted, and the
    reports are written. --clean and --replay need no URL: they know it from their file.

    Exit codes: 0 nothing found (--replay: it is gone; --clean: nothing is left), 1 findings (it
    is still there; something is left), 2 wrong usage or no service to test, 130 interrupted
    before anything was found.
    """
    reports = {name: options.pop(name) for name in REPORTS}
    for path in (*reports.values(), options["write_baseline"], options["coverage"]):
        refuse_unwritable(path)
    refuse_incomplete(options)
    if sum(value is not None for value in (url, clean, replay)) != 1:
        raise UnusableError("name one of these: URL, --clean LEDGER, --replay ID")
    from adhere.fuzz import FuzzError  # noqa: PLC0415 - takes most of a second to import

    try:
        settings = settings_of(options)
        if clean is not None:
            _clean(clean, settings, options["spec"])
        elif replay is not None:
            _replay(replay, options["last"] or LAST, settings, quiet=quiet)
        else:
            _test(str(url), settings, options, reports, quiet=quiet)
    except FuzzError as error:
        raise UnusableError(str(error)) from error


def _test(
    url: str,
    settings: Settings,
    options: Mapping[str, Any],
    reports: Mapping[str, Path | None],
    *,
    quiet: bool,
) -> None:
    spec, revision = options["spec"] or _SPEC, options["changed_since"]
    if revision is not None:
        chosen = only_changed(spec, revision, settings)
        if chosen is None:
            click.echo(f"Nothing to test: every operation means what it did at {revision}.")
            return
        settings = chosen
    if options["shard"] is not None:
        chosen = only_part(spec, options["shard"], settings)
        if chosen is None:
            click.echo(f"Nothing to test: part {options['shard']} has no operation.")
            return
        settings = chosen
    before = read_baselines(options)
    with recording(options["coverage"], spec, url) as observer:
        found = _run(url, spec, settings, observer, quiet=quiet)
    report = before.judged(found)
    write_reports(report, reports)
    before.write(report)
    if options["pytest"] is not None:
        write_finding_tests(report, options["pytest"])
    _tell(report)


def _tell(report: FuzzReport) -> None:
    """Print the report, and end with the code of what was found."""
    from adhere.fuzz.stop import INTERRUPTED  # noqa: PLC0415 - as above
    from adhere.fuzz.text import render_text  # noqa: PLC0415 - as above

    kept = keep(report)
    click.echo(render_text(report), nl=False)
    if kept is not None and report.new_findings:
        click.echo(f"Kept in {kept}; see one again with: adhere fuzz --replay ID")
    if report.exit_code:
        raise click.exceptions.Exit(ExitCode.FINDINGS)
    if report.stopped == INTERRUPTED:
        raise click.exceptions.Exit(ExitCode.INTERRUPTED)


def _clean(path: Path, settings: Settings, spec: Path | None) -> None:
    from adhere.fuzz.afterwards import clean  # noqa: PLC0415 - as above

    if not path.exists():
        click.echo(f"Nothing is left: {path} is not there.")
        return
    done = clean(path, settings, spec)
    click.echo(f"Deleted: {done.deleted}; gone already: {done.gone}; left: {len(done.left)}.")
    for thing in done.left:
        click.echo(f"  {thing}")
    if done.left:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _replay(finding_id: str, last: Path, settings: Settings, *, quiet: bool) -> None:
    from adhere.fuzz.afterwards import replay  # noqa: PLC0415 - as above
    from adhere.fuzz.report_json import Kept  # noqa: PLC0415 - as above
    from adhere.fuzz.stop import INTERRUPTED, Stop  # noqa: PLC0415 - as above
    from adhere.fuzz.text import render_finding  # noqa: PLC0415 - as above

    kept, stop = Kept.read(last), Stop()
    settings = replace(settings, ledger=new_ledger())
    with _stops_on_interrupt(stop), _progress(quiet=quiet) as progress:
        report = replay(kept, finding_id, settings, progress=progress, stop=stop)
    found = next((f for f in report.findings if f.id == finding_id), None)
    if found is not None:
        click.echo(f"Still there.\n{render_finding(found)}")
        raise click.exceptions.Exit(ExitCode.FINDINGS)
    if report.stopped == INTERRUPTED:
        raise click.exceptions.Exit(ExitCode.INTERRUPTED)
    if report.stopped or report.errors:
        raise UnusableError(f"nobody can tell: {report.stopped or report.errors[0]}")
    finding = kept.findings[finding_id]
    click.echo(f"Gone: {finding['operation']} {finding['reason']}.")


def _run(
    url: str, spec: Path, settings: Settings, observer: Observer | None, *, quiet: bool
) -> FuzzReport:
    from adhere.fuzz import run  # noqa: PLC0415 - as above
    from adhere.fuzz.stop import Stop  # noqa: PLC0415 - as above

    stop = Stop()
    if settings.ledger is None:
        settings = replace(settings, ledger=new_ledger())
    with _stops_on_interrupt(stop), _progress(quiet=quiet) as progress:
        return run(url, spec, settings, progress=progress, stop=stop, observer=observer)


@contextlib.contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress]:
    from adhere.fuzz.progress import LiveLine, Plain, Silent  # noqa: PLC0415 - as above

    if quiet:
        yield Silent()
    elif sys.stderr.isatty():
        with LiveLine(sys.stderr) as line:
            yield line
    else:
        yield Plain(sys.stderr)


@contextlib.contextmanager
def _stops_on_interrupt(stop: Stop) -> Iterator[None]:
    """Let the first Ctrl-C end the run in order, and the second at once."""
    from adhere.fuzz.stop import INTERRUPTED  # noqa: PLC0415 - as above

    def interrupt(number: int, frame: Any) -> None:
        signal.signal(signal.SIGINT, before)
        click.echo("Stopping; once more to stop at once.", err=True)
        stop.request(INTERRUPTED)
        del number, frame

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
