"""One package of one document: what `adhere generate` makes once or again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from adhere.cli.exits import UnusableError, leave

if TYPE_CHECKING:  # a run with nothing to do needs none of it
    from adhere.cli.pipeline import Read
    from adhere.emit import Cache, Changes, Package


@dataclass(frozen=True, slots=True)
class Job:
    """A document, the folder of its package, and what was asked for (`client`, `lenient`)."""

    spec: Path
    folder: Path
    allow_remote: bool
    options: Mapping[str, bool | str]

    def is_done(self) -> bool:
        """Tell whether the folder holds what this job would write."""
        from adhere.emit import Manifest  # noqa: PLC0415 - `adhere --help` needs none of it

        before = Manifest.read(self.folder)
        return before is not None and before.is_current(self.folder, self.spec, self.options)

    def make(self, cache: Cache | None = None) -> Made:
        """Make the package, what `cache` knows not again; findings are printed to stderr.

        Ends the command with 2 where the document cannot be read, with 1 where it has errors
        or, leniently, nothing sound.
        """
        from adhere import emit  # noqa: PLC0415 - as above
        from adhere.cli.pipeline import print_report, read_contract  # noqa: PLC0415 - as above

        lenient, pieces = bool(self.options["lenient"]), cache.pieces if cache else None
        read = read_contract(
            self.spec, allow_remote=self.allow_remote, lenient=lenient, pieces=pieces
        )
        leave(read.report)
        client = bool(self.options["client"])
        package = emit.generate(read.document, read.contract, client=client, cache=cache)
        if cache:
            cache.settle()
        warnings = read.report
        warnings.extend(package.report)
        if len(warnings):
            print_report(warnings, checked=str(self.spec), to_stderr=True)
        inputs = [file.path for file in read.document.files]
        return Made(self, package.with_manifest(self.folder, inputs, options=self.options), read)


@dataclass(frozen=True, slots=True)
class Made:
    """The package of a job, not yet written."""

    job: Job
    package: Package
    read: Read

    @property
    def inputs(self) -> list[Path]:
        """The files that the document was read from."""
        return [file.path for file in self.read.document.files]

    @property
    def counted(self) -> str:
        """How large it is: `4 operations, 1 model`."""
        operations = count(len(self.read.contract.operations), "operation")
        return f"{operations}, {count(self.package.models, 'model')}"

    def write(self) -> Changes:
        """Write what differs. Raises UnusableError where the folder cannot be written."""
        from adhere.emit import write  # noqa: PLC0415 - as above

        try:
            return write(self.job.folder, self.package.files)
        except OSError as error:
            named = Path(error.filename2 or error.filename or self.job.folder)
            shown = named if named.parent == self.job.folder else self.job.folder
            raise UnusableError(
                f"{shown} cannot be written: {error.strerror}",
                mend="Make it writable, or name another folder with --out.",
            ) from error


def count(number: int, noun: str) -> str:
    """Return `1 file` or `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
