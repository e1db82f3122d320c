"""`adhere generate`: writes the package of models and interfaces for a document."""

from __future__ import annotations

import gc
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adhere.cli.exits import ExitCode, UnusableError
from adhere.cli.job import Job, Made, count
from adhere.cli.package_name import refuse_name
from adhere.cli.settings import SETTINGS, reading_of, settings_here

if TYPE_CHECKING:
    from adhere.emit import Changes

DEFAULT_FOLDER = "generated"
GARBAGE = 20_000
"""New objects after which garbage is looked for: most of what a run makes stays to its end."""


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
@click.option(
    "--lenient/--strict",
    default=None,
    help="Leave out what is unsound in a document with errors, and generate the rest.  "
    "[default: as in the run before, or strict]",
)
@click.option(
    "--watch", is_flag=True, help="Go on, and generate again when a file of the document is saved."
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
    lenient: bool | None,
    watch: bool,
    allow_remote: bool,
    quiet: bool,
) -> None:
    """Write the package of models and interfaces for the document SPEC.

    The package exports create_app and build_router. It is never edited: change SPEC and
    generate again. Files that it no longer needs are removed, others in the folder are left
    alone. Nothing is written where the document has errors, unless --lenient.
    """
    if watch and check:
        raise click.UsageError("--watch writes and --check does not: name one of them.")
    job = _job(spec, _folder(out), allow_remote=allow_remote, client=client, lenient=lenient)
    _refuse_file(job.folder)
    if check:
        _compare(job, quiet=quiet)
    elif not (watch or force) and job.is_done():
        _say(f"{job.folder} is up to date.", quiet=quiet)
    else:
        _refuse_foreign(job.folder, force=force)
        if lenient is None:
            _tell_forgotten(job.folder)
        _write(job, watch=watch, quiet=quiet)


def _job(
    spec: Path, folder: Path, *, allow_remote: bool, client: bool | None, lenient: bool | None
) -> Job:
    """Complete what is asked for with what the run before was asked for.

    Where its manifest is damaged, a client that is there is written again.
    """
    from adhere.emit import Manifest  # noqa: PLC0415 - as above

    before = Manifest.read(folder)
    there = {"client": _is_damaged(folder) and (folder / "client.py").is_file()}
    remembered = before.options if before else there
    asked = {"client": client, "lenient": lenient}
    chosen = {n: remembered.get(n, False) if v is None else v for n, v in asked.items()}
    options = {**chosen, **reading_of(spec).told()}
    return Job(spec, folder, allow_remote=allow_remote, options=options)


def _write(job: Job, *, watch: bool, quiet: bool) -> None:
    if watch:
        from adhere.cli.watch import watch_document  # noqa: PLC0415 - as above

        watch_document(job, quiet=quiet)
    else:
        _run(job, quiet=quiet)


def _run(job: Job, *, quiet: bool) -> None:
    gc.set_threshold(GARBAGE)
    started = time.perf_counter()
    made = job.make()
    changes = made.write()
    seconds = time.perf_counter() - started
    _say(_summary(made, changes=changes, seconds=seconds), quiet=quiet)


def _folder(out: Path | None) -> Path:
    folder = out or _default_folder()
    refuse_name(folder, mend="Write to --out {}.")
    return folder


def _default_folder() -> Path:
    """Return `out` in `[tool.adhere]` of the pyproject.toml in the working directory."""
    out = settings_here().get("out", DEFAULT_FOLDER)
    if not isinstance(out, str):
        raise UnusableError(
            f"`out` in [tool.adhere] of {SETTINGS} is no text",
            mend=f"Write out = '{DEFAULT_FOLDER}'.",
        )
    return Path(out)


def _refuse_file(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UnusableError(f"{folder} is a file", mend="Name a folder with --out.")
    file = next((path for path in folder.parents if path.is_file()), None)
    if file is not None:
        message = f"{folder} cannot be written: {file} is a file"
        raise UnusableError(message, mend="Name another folder with --out.")


def _refuse_foreign(folder: Path, *, force: bool) -> None:
    from adhere.emit import MANIFEST, is_foreign  # noqa: PLC0415 - as above

    try:
        foreign = not force and is_foreign(folder)
    except OSError as error:
        raise UnusableError(f"{folder} cannot be read: {error.strerror}") from error
    if foreign and _is_damaged(folder):
        raise UnusableError(
            f"{folder / MANIFEST} is damaged, so it does not tell which files are generated",
            mend="Restore it, or add --force to write the package anew.",
        )
    if foreign:
        raise UnusableError(
            f"{folder} holds files that 'adhere generate' did not write",
            mend="Name another folder with --out, or add --force to write between them.",
        )


def _is_damaged(folder: Path) -> bool:
    from adhere.emit import MANIFEST, Manifest  # noqa: PLC0415 - as above

    return (folder / MANIFEST).is_file() and Manifest.read(folder) is None


def _tell_forgotten(folder: Path) -> None:
    """Say what a damaged manifest cannot, where it is written anew."""
    from adhere.emit import MANIFEST  # noqa: PLC0415 - as above

    if _is_damaged(folder):
        click.echo(
            f"{folder / MANIFEST} does not tell whether --lenient was given: add it if it was.",
            err=True,
        )


def _compare(job: Job, *, quiet: bool) -> None:
    from adhere.emit import drift  # noqa: PLC0415 - as above

    lines = list(drift(job.folder, job.make().package.files))
    if not lines:
        _say(f"{job.folder} is what the document says.", quiet=quiet)
        return
    click.echo("\n".join(lines))
    click.echo(
        f"{job.folder} is not what the document says; run 'adhere generate' again.", err=True
    )
    raise click.exceptions.Exit(ExitCode.FINDINGS)


def _summary(made: Made, *, changes: Changes, seconds: float) -> str:
    from adhere.cli.pipeline import told_left_out  # noqa: PLC0415 - as above

    folder, left_out = made.job.folder, made.read.left_out
    counted = f"{made.counted}; {_files(changes)} ({seconds:.1f} s)."
    closing = [told_left_out(left_out)] if left_out else []
    return "\n".join([f"{folder}: {counted}", f"Serve it: adhere serve {folder}", *closing])


def _files(changes: Changes) -> str:
    done = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    told = [f"{count(len(names), 'file')} {verb}" for verb, names in done.items() if names]
    return ", ".join(told) or "no file changed"


def _say(text: str, *, quiet: bool) -> None:
    if not quiet:
        click.echo(text)
