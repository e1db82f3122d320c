"""`adhere implement`: adds the methods that an implementation lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from adhere.cli.exits import UnusableError, leave
from adhere.cli.text import render_text, wants_colour
from adhere.diagnostics import Report
from adhere.scaffold import Plan, plan, write

SETTINGS = Path("pyproject.toml")


@click.command()
@click.argument("package", type=click.Path(file_okay=False, path_type=Path), default="impl")
@click.option(
    "--generated",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="generated",
    show_default=True,
    help="The package that 'adhere generate' wrote.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a method is missing.")
def implement(package: Path, *, generated: Path, check: bool) -> None:
    """Add to PACKAGE (impl) the methods that the contract asks for and it lacks.

    A class implements a group of operations by naming its interface as a base, as in
    OrdersApi(Orders[Principal]), or by having one of its methods; [tool.adhere.implement] of
    pyproject.toml settles doubts (orders = "impl.orders:OrdersApi"). Each missing method is
    added with its exact signature and raises NotImplementedError; a group without a class gets
    a new file. Nothing else is touched. Methods that the contract no longer has are listed and
    stay.
    """
    found = _plan(generated, package)
    if check:
        report = found.missing()
    else:
        _write(found)
        report = _plan(generated, package).report if found.files else found.report
    _tell(report, package)
    leave(report)


def _tell(report: Report, package: Path) -> None:
    if not len(report):
        click.echo(f"{package} has every method that the contract asks for.")
        return
    text = render_text(report, limit=None, checked=str(package))
    click.echo(text, color=None if wants_colour() else False)


def _plan(generated: Path, package: Path) -> Plan:
    try:
        return plan(generated, package, registry=_registry())
    except OSError as error:
        raise UnusableError(f"{error.filename} cannot be read: {error.strerror}") from error


def _write(found: Plan) -> None:
    try:
        write(found.files)
    except OSError as error:
        raise UnusableError(f"{error.filename} cannot be written: {error.strerror}") from error
    if not found.files:
        return
    for addition in found.additions:
        names = ", ".join(method.name for method in addition.methods)
        is_new = "" if addition.cls else "new, "
        click.echo(f"{addition.file}: {is_new}{addition.class_name} + {names}")
    if new := [addition for addition in found.additions if addition.cls is None]:
        arguments = ", ".join(f"{a.interface.group}={a.class_name}(...)" for a in new)
        click.echo(f"Pass on what is new: create_app({arguments})")


def _registry() -> Mapping[str, str]:
    """Read `[tool.adhere.implement]` of the pyproject.toml in the working directory."""
    if not SETTINGS.is_file():
        return {}
    try:
        settings: Any = tomllib.loads(SETTINGS.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"{SETTINGS} is not TOML: {error}") from error
    registry = settings.get("tool", {}).get("adhere", {}).get("implement", {})
    if not isinstance(registry, dict) or not all(isinstance(v, str) for v in registry.values()):
        raise UnusableError(
            f"[tool.adhere.implement] of {SETTINGS} maps groups to classes",
            mend="Write, for example, orders = 'impl.orders:OrdersApi'.",
        )
    return registry
