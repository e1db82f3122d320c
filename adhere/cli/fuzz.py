"""`adhere fuzz`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adhere.cli.exits import ExitCode, UnusableError

if TYPE_CHECKING:  # `adhere fuzz --help` needs none of it
    from adhere.fuzz import FuzzReport, Settings
    from adhere.fuzz.progress import Progress
    from adhere.fuzz.stop import Stop

_PHASES = ("examples", "coverage", "fuzzing", "stateful")
_CHECKS = (
    "authentication",
    "authorization-matrix",
    "states",
    "ownership",
    "collections",
    "concurrency",
    "protocol",
    "constraints",
    "encoding",
)
_QUICK_EXAMPLES = 5


@click.command()
@click.argument("url")
@click.option(
    "--spec",
    type=click.Path(path_type=Path),
    default=Path("spec/openapi.yaml"),
    show_default=True,
    help="The document that the service must keep.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="A TOML file with [tool.adhere.fuzz]; by default the nearest pyproject.toml.",
)
@click.option(
    "--identity",
    "names",
    multiple=True,
    metavar="NAME",
    help="Run as this identity only; 'anonymous' is the caller without credentials. Repeatable.",
)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="'METHOD /path'",
    help="Test this operation only. Repeatable.",
)
@click.option(
    "--phase",
    "phases",
    multiple=True,
    type=click.Choice(_PHASES),
    help="Run this phase only. Repeatable.",
)
@click.option(
    "--check",
    "checks",
    multiple=True,
    type=click.Choice(_CHECKS),
    help="Of the checks with requests of their own, run this one only. Repeatable.",
)
@click.option(
    "--no-check",
    "no_checks",
    multiple=True,
    type=click.Choice(_CHECKS),
    help="Leave out this check. Repeatable.",
)
@click.option(
    "--profile",
    type=click.Choice(["full", "read-only"]),
    help="Which methods to send. By default full on this machine, read-only elsewhere.",
)
@click.option(
    "--allow-host",
    "allow_hosts",
    multiple=True,
    metavar="NAME",
    help="Send test data to this host, which is not this machine. Repeatable.",
)
@click.option(
    "--max-examples",
    type=click.IntRange(min=1),
    help="Random requests for each operation, and chains of calls.  [default: 15]",
)
@click.option("--quick", is_flag=True, help=f"As --max-examples {_QUICK_EXAMPLES}, no chains.")
@click.option(
    "--thorough", is_flag=True, help="Let every identity test every operation in every phase."
)
@click.option("--max-requests", type=click.IntRange(min=1), help="Stop after so many requests.")
@click.option("--max-findings", type=click.IntRange(min=1), help="Stop when so many were found.")
@click.option(
    "--max-time",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Stop after so long.",
)
@click.option(
    "--rate-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="N",
    help="Send at most N requests a second.",
)
@click.option("--seed", type=click.IntRange(min=0), help="Send the cases of an earlier run again.")
@click.option(
    "--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write JUnit XML here."
)
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write an HTML report here."
)
@click.option(
    "--matrix",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write who may do what, promised and seen, as JSON here.",
)
@click.option("--quiet", is_flag=True, help="Show no progress.")
def fuzz(
    url: str,
    *,
    spec: Path,
    junit: Path | None,
    html: Path | None,
    matrix: Path | None,
    quiet: bool,
    **options: Any,
) -> None:
    """Test the service at URL against its contract, as each configured identity.

    Identities stand in pyproject.toml under [tool.adhere.fuzz.identities]; their secrets come
    from environment variables. Ctrl-C stops in order and still writes the reports.

    Exit codes: 0 nothing found, 1 findings, 2 wrong usage or no service to test, 130 interrupted
    before anything was found.
    """
    for path in (junit, html, matrix):
        _refuse_unwritable(path)
    from adhere.fuzz import FuzzError  # noqa: PLC0415 - takes most of a second to import
    from adhere.fuzz.text import render_text  # noqa: PLC0415 - as above

    try:
        settings = _settings(options)
        report = _run(url, spec, settings, quiet=quiet)
    except FuzzError as error:
        raise UnusableError(str(error)) from error
    _write(report, junit=junit, html=html, matrix=matrix)
    click.echo(render_text(report), nl=False)
    _leave(report)


def _leave(report: FuzzReport) -> None:
    """End the command with the code of what was found, or that it was interrupted before."""
    from adhere.fuzz.stop import INTERRUPTED  # noqa: PLC0415 - as above

    if report.exit_code:
        raise click.exceptions.Exit(ExitCode.FINDINGS)
    if report.stopped == INTERRUPTED:
        raise click.exceptions.Exit(ExitCode.INTERRUPTED)


def _settings(options: dict[str, Any]) -> Settings:
    from adhere.fuzz import FuzzPhase, Profile  # noqa: PLC0415 - as above
    from adhere.fuzz.configuration import load_settings  # noqa: PLC0415 - as above

    settings = load_settings(options["config"])
    changes: dict[str, Any] = {
        name: options[name]
        for name in (
            "max_examples",
            "max_requests",
            "max_findings",
            "max_time",
            "rate_limit",
            "seed",
        )
        if options[name] is not None
    }
    phases = frozenset(FuzzPhase(name) for name in options["phases"] or _PHASES)
    if options["quick"]:
        changes.setdefault("max_examples", _QUICK_EXAMPLES)
        phases -= {FuzzPhase.STATEFUL}
    if options["profile"]:
        changes["profile"] = Profile(options["profile"])
    if options["operations"]:
        changes["operations"] = frozenset(options["operations"])
    return _choose(
        replace(
            settings,
            phases=phases,
            checks=frozenset(options["checks"] or _CHECKS) - set(options["no_checks"]),
            thorough=settings.thorough or options["thorough"],
            allow_hosts=settings.allow_hosts | set(options["allow_hosts"]),
            **changes,
        ),
        options["names"],
    )


def _choose(settings: Settings, names: tuple[str, ...]) -> Settings:
    """Keep only the identities that were named; all where none was."""
    if not names:
        return settings
    known = {identity.name: identity for identity in settings.identities}
    for name in names:
        if name != "anonymous" and name not in known:
            known_names = ", ".join([*known, "anonymous"])
            mend = f"Configured are: {known_names}."
            raise UnusableError(f"no identity {name!r} is configured", mend=mend)
    chosen = tuple(known[name] for name in known if name in names)
    return replace(settings, identities=chosen, anonymous="anonymous" in names)


def _run(url: str, spec: Path, settings: Settings, *, quiet: bool) -> FuzzReport:
    from adhere.fuzz import run  # noqa: PLC0415 - as above
    from adhere.fuzz.stop import Stop  # noqa: PLC0415 - as above

    stop = Stop()
    with _stops_on_interrupt(stop), _progress(quiet=quiet) as progress:
        return run(url, spec, settings, progress=progress, stop=stop)


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


def _write(
    report: FuzzReport, *, junit: Path | None, html: Path | None, matrix: Path | None
) -> None:
    from adhere.fuzz.html import render_html  # noqa: PLC0415 - as above
    from adhere.fuzz.junit import render_junit  # noqa: PLC0415 - as above
    from adhere.fuzz.matrix_json import render_matrix  # noqa: PLC0415 - as above

    if junit is not None:
        _replace(junit, render_junit(report))
    if html is not None:
        _replace(html, render_html(report))
    if matrix is not None:
        _replace(matrix, render_matrix(report))


def _refuse_unwritable(path: Path | None) -> None:
    """Say so now rather than after the run."""
    if path is None:
        return
    if not path.parent.is_dir():
        raise UnusableError(f"{path} cannot be written: there is no folder {path.parent}")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UnusableError(f"{path} cannot be written")


def _replace(path: Path, text: str) -> None:
    """Write the whole file or leave the one that is there."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise UnusableError(f"{path} cannot be written: {reason}") from error
