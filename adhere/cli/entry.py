"""The entry point: runs a command and turns whatever happens into one exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from adhere.cli.commands import adhere
from adhere.cli.exits import ExitCode
from adhere.cli.missing import missing_extra

DEBUG = "ADHERE_DEBUG"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `adhere` with `sys.argv`, or with these arguments, and exit."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; nothing is raised but SystemExit by debuggers."""
    _write_whatever_comes()
    try:
        result = adhere.main(args=list(arguments), prog_name="adhere", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _show(error)
        return ExitCode.UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _close_stdout()
        return ExitCode.FINDINGS  # as click does where it notices itself
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        lack = missing_extra(error) if isinstance(error, ModuleNotFoundError) else None
        if lack:
            click.echo(lack, err=True)
        else:
            _confess(error)
        return ExitCode.UNUSABLE
    return result if isinstance(result, int) else ExitCode.CLEAN


def _write_whatever_comes() -> None:
    """Escape what the terminal's encoding lacks: documents hold any character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _show(error: click.ClickException) -> None:
    from adhere.cli.excerpt import one_line  # noqa: PLC0415 - keeps `adhere --help` light

    if isinstance(error, click.UsageError) and error.ctx:
        click.echo(error.ctx.get_usage(), err=True)
    click.echo(f"Error: {one_line(error.format_message())}", err=True)


def _close_stdout() -> None:
    """Keep the interpreter from flushing into the closed pipe once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _confess(error: Exception) -> None:
    from adhere.cli.crash import save  # noqa: PLC0415 - only a bug needs it

    path = save(error)
    click.echo(
        f"Error: Adhere has a bug ({type(error).__name__}); please report it "
        f"with the file {path}, which tells where.",
        err=True,
    )
