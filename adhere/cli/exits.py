"""How a command ends: the same for every command."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # `adhere --help` needs none of it
    from adhere.diagnostics import Report


class ExitCode(IntEnum):
    """What a shell or a pipeline is told."""

    CLEAN = 0
    FINDINGS = 1
    UNUSABLE = 2
    INTERRUPTED = 130


class UnusableError(click.ClickException):
    """Wrong usage, or input or surroundings that cannot be used: one sentence and its mend."""

    exit_code = ExitCode.UNUSABLE

    def __init__(self, message: str, *, mend: str | None = None) -> None:
        """Keep the sentence, without a final full stop, and the mend, a sentence of its own."""
        sentence = message if message.endswith(("?", ".")) else f"{message}."
        super().__init__(f"{sentence} {mend}" if mend else sentence)


def leave(report: Report) -> None:
    """End the command with 1 where the report holds an error; else go on."""
    if report.has_errors:
        raise click.exceptions.Exit(ExitCode.FINDINGS)
