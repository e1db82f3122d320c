"""The `adhere` command: arguments, exit codes, progress, printers."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from adhere.cli.missing import missing_extra

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `adhere` with `sys.argv`, or with these arguments, and exit."""
    try:
        from adhere.cli.entry import main as run  # noqa: PLC0415 - click comes with an extra
    except ModuleNotFoundError as error:
        told = missing_extra(error)
        if told is None:
            raise
        sys.stderr.write(f"{told}\n")
        sys.exit(2)
    run(arguments)
