"""The commands of the service, interrupted in order: `python -m impl migrate | seed | serve`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

# What a shell says of a command that Ctrl-C ended: 128 and the number of SIGINT.
INTERRUPTED = 128 + signal.SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its exit code, or 130 after Ctrl-C."""
    try:
        from impl.commands import run  # noqa: PLC0415 - takes a second, in which Ctrl-C may come

        return run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
