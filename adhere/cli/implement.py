"""`adhere implement`: brings an implementation into line with its contract."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adhere.cli.exits import ExitCode, UnusableError, leave
from adhere.cli.job import count
from adhere.cli.package_name import refuse_name
from adhere.cli.settings import SETTINGS, settings_here
from adhere.cli.text import render_text, wants_colour
from adhere.diagnostics import Report
from adhere.source.settings import SettingsError

if TYPE_CHECKING:
    from adhere.scaffold import Plan


@click.command()
@click.argument("package", type=click.Path(file_okay=False, path_type=Path), default="impl")
@click.option(
    "--generated",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="generated",
    show_default=True,
    help="The package that 'adhere generate' wrote.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if something is missing.")
@click.option("--yes", "-y", is_flag=True, help="Write without asking, as pipelines have to.")
@click.option(
    "--types", is_flag=True, help="Let parameters take the types that the contract gives them."
)
def implement(package: Path, *, generated: Path, check: bool, yes: bool, types: bool) -> None:
    """Bring PACKAGE (impl) into line with the contract; show the difference and ask first.

    A class implements a group of operations by naming its interface as a base, as in
    OrdersApi(Orders[Principal]), or by having one of its methods; [tool.adhere.implement] of
    pyproject.toml settles doubts (orders = "impl.orders:OrdersApi"). Each missing method is
    added with its exact signature and raises NotImplementedError; a group without a class gets
    a new file. A method that is there gets the parameters that it lacks. Where operationId or
    tag were renamed and path and method stayed, methods, imports and bases are renamed, too.
    Bodies and everything else stay to the byte. What the contract no longer has is listed and
    stays.
    """
    refuse_name(package, mend="Name another folder: adhere implement {}.")
    found = _plan(generated, package, types=types)
    if found.files and not check:
        _write(found, yes=yes)
        found = _plan(generated, package)
    report = found.missing()
    _tell(report, package)
    leave(report)


def _tell(report: Report, package: Path) -> None:
    if not len(report):
        click.echo(f"{package} has every method that the contract asks for.")
        return
    text = render_text(report, limit=None, checked=str(package))
    click.echo(text, color=None if wants_colour() else False)


def _plan(generated: Path, package: Path, *, types: bool = False) -> Plan:
    # Imported where it is used, here and below: libcst takes longer than '--help' may.
    from adhere.scaffold import IncompleteError, plan  # noqa: PLC0415

    try:
        return plan(generated, package, registry=_registry(), retype=types)
    except IncompleteError as error:
        raise UnusableError(
            str(error), mend=f"Run 'adhere generate SPEC --out {generated} --force' again."
        ) from error
    except SettingsError as error:
        raise UnusableError(f"{SETTINGS}: {error}") from error
    except OSError as error:
        raise UnusableError(f"{error.filename} cannot be read: {error.strerror}") from error


def _write(found: Plan, *, yes: bool) -> None:
    if not yes:
        _ask(found)
    from adhere.scaffold import write  # noqa: PLC0415

    try:
        write(found.files)
    except OSError as error:
        raise UnusableError(f"{error.filename} cannot be written: {error.strerror}") from error
    for line in found.summary():
        click.echo(line)


def _ask(found: Plan) -> None:
    """Show the difference; go on only where somebody agrees to it."""
    from adhere.scaffold import diff  # noqa: PLC0415

    for line in diff(found.files):
        click.echo(_coloured(line) if wants_colour() else line)
    click.echo()
    if not is_interactive():
        click.echo("Nothing was written: nobody can be asked here. Add --yes to write.", err=True)
    elif click.confirm(f"Write {count(len(found.files), 'file')}?"):
        return
    else:
        click.echo("Nothing was written.", err=True)
    raise click.exceptions.Exit(ExitCode.FINDINGS)


def is_interactive() -> bool:
    """Tell whether somebody sees the difference and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _coloured(line: str) -> str:
    colours = {"+": "green", "-": "red", "@": "cyan"}
    return click.style(line, fg=colours.get(line[:1]))


def _registry() -> Mapping[str, str]:
    """Read `[tool.adhere.implement]` of the pyproject.toml in the working directory."""
    if not SETTINGS.is_file():
        return {}
    registry = settings_here().get("implement", {})
    if not isinstance(registry, dict) or not all(isinstance(v, str) for v in registry.values()):
        raise UnusableError(
            f"[tool.adhere.implement] of {SETTINGS} maps groups to classes",
            mend="Write, for example, orders = 'impl.orders:OrdersApi'.",
        )
    return registry
