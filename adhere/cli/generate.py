"""`adhere generate`: writes the package of models and interfaces for a document."""

from __future__ import annotations

import keyword
import re
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adhere.cli.exits import ExitCode, UnusableError, leave

if TYPE_CHECKING:
    from adhere.cli.pipeline import Read
    from adhere.emit import Changes, Package

DEFAULT_FOLDER = "generated"
SETTINGS = Path("pyproject.toml")


@click.command()
@click.argument("spec", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The package's folder; its name is the package's. [default: out in [tool.adhere] of "
    f"pyproject.toml, or {DEFAULT_FOLDER}]",
)
@click.option("--check", is_flag=True, help="Write nothing; show what differs and exit with 1.")
@click.option(
    "--force", is_flag=True, help="Write into a folder that holds other files; write anew."
)
@click.option(
    "--client/--no-client",
    default=None,
    help="Write client.py, which calls the service over httpx, or leave it out.  [default: as "
    "in the run before, or left out]",
)
@click.option("--allow-remote", is_flag=True, help="Follow $refs to other hosts (http, https).")
@click.option("--quiet", "-q", is_flag=True, help="Print errors only.")
def generate(  # noqa: PLR0913 - click passes every option by name
    spec: Path,
    *,
    out: Path | None,
    check: bool,
    force: bool,
    client: bool | None,
    allow_remote: bool,
    quiet: bool,
) -> None:
    """Write the package of models and interfaces for the document SPEC.

    The package exports create_app and build_router. It is never edited: change SPEC and
    generate again. Files that it no longer needs are removed, others in the folder are left
    alone. Nothing is written where the document has errors.
    """
    from adhere.emit import Manifest  # noqa: PLC0415 - keeps `adhere --help` light

    started = time.perf_counter()
    folder = _folder(out)
    before = Manifest.read(folder)
    remembered = before.options.get("client", False) if before else False
    with_client = remembered if client is None else client
    options = {"client": with_client}
    if before and not check and not force and before.is_current(folder, spec, options):
        _say(f"{folder} is up to date.", quiet=quiet)
        return
    _refuse_foreign(folder, force=force or check)
    package, read = _make(spec, folder, allow_remote=allow_remote, client=with_client)
    if check:
        _compare(folder, package, quiet=quiet)
        return
    changes = _write(folder, package)
    seconds = time.perf_counter() - started
    _say(_summary(folder, package, read=read, changes=changes, seconds=seconds), quiet=quiet)


def _folder(out: Path | None) -> Path:
    folder = out or Path(_settings().get("out", DEFAULT_FOLDER))
    name = folder.resolve().name
    if name.isidentifier() and not keyword.iskeyword(name):
        return folder
    fitting = re.sub(r"\W+", "_", name).strip("_").lower() or DEFAULT_FOLDER
    fitting = (
        fitting if fitting.isidentifier() and not keyword.iskeyword(fitting) else f"api_{fitting}"
    )
    raise UnusableError(
        f"{name!r} cannot be imported, it is no Python identifier",
        mend=f"Write to --out {folder.with_name(fitting) if folder.name else fitting}.",
    )


def _settings() -> dict[str, Any]:
    """Read `[tool.adhere]` of the pyproject.toml in the working directory."""
    if not SETTINGS.is_file():
        return {}
    try:
        found: Any = tomllib.loads(SETTINGS.read_text("utf-8")).get("tool", {}).get("adhere", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableError(f"{SETTINGS} is not TOML: {error}") from error
    if not isinstance(found, dict) or not isinstance(found.get("out", ""), str):
        raise UnusableError(
            f"`out` in [tool.adhere] of {SETTINGS} is no text",
            mend=f"Write out = '{DEFAULT_FOLDER}'.",
        )
    return found


def _refuse_foreign(folder: Path, *, force: bool) -> None:
    from adhere.emit import is_foreign  # noqa: PLC0415 - as above

    if folder.exists() and not folder.is_dir():
        raise UnusableError(f"{folder} is a file", mend="Name a folder with --out.")
    try:
        foreign = not force and is_foreign(folder)
    except OSError as error:
        raise UnusableError(f"{folder} cannot be read: {error.strerror}") from error
    if foreign:
        raise UnusableError(
            f"{folder} holds files that 'adhere generate' did not write",
            mend="Name another folder with --out, or add --force to write between them.",
        )


def _make(spec: Path, folder: Path, *, allow_remote: bool, client: bool) -> tuple[Package, Read]:
    from adhere import emit  # noqa: PLC0415 - as above
    from adhere.cli.pipeline import print_report, read_contract  # noqa: PLC0415 - as above

    read = read_contract(spec, allow_remote=allow_remote)
    leave(read.report)
    package = emit.generate(read.document, read.contract, client=client)
    warnings = read.report
    warnings.extend(package.report)
    if len(warnings):
        print_report(warnings, checked=str(spec), to_stderr=True)
    return package.with_manifest(folder, [file.path for file in read.document.files]), read


def _compare(folder: Path, package: Package, *, quiet: bool) -> None:
    from adhere.emit import drift  # noqa: PLC0415 - as above

    lines = list(drift(folder, package.files))
    if not lines:
        _say(f"{folder} is what the document says.", quiet=quiet)
        return
    click.echo("\n".join(lines))
    click.echo(f"{folder} is not what the document says; run 'adhere generate' again.", err=True)
    raise click.exceptions.Exit(ExitCode.FINDINGS)


def _write(folder: Path, package: Package) -> Changes:
    from adhere.emit import write  # noqa: PLC0415 - as above

    try:
        return write(folder, package.files)
    except OSError as error:
        raise UnusableError(
            f"{error.filename or folder} cannot be written: {error.strerror}",
            mend="Make it writable, or name another folder with --out.",
        ) from error


def _summary(
    folder: Path, package: Package, *, read: Read, changes: Changes, seconds: float
) -> str:
    contract = read.contract
    counted = f"{_count(len(contract.operations), 'operation')}, {_count(package.models, 'model')}"
    done = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    told = [f"{_count(len(names), 'file')} {verb}" for verb, names in done.items() if names]
    return (
        f"{folder}: {counted}; {', '.join(told) or 'no file changed'} ({seconds:.1f} s).\n"
        f"Serve it: adhere serve {folder}"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        click.echo(text)
