"""The `adhere` command: arguments, exit codes, progress, printers."""

from adhere.cli.entry import main

__all__ = ["main"]
