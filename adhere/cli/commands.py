"""The commands, imported when they are run and not before."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from types import MappingProxyType

import click

from adhere import __version__

# The module `adhere.cli.NAME` holds the click command NAME; the texts stand here so that
# `adhere --help` imports none of them.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "check": "Check an OpenAPI document and say what is wrong, where, and how to mend it.",
        "generate": "Write the package of models and interfaces for a document.",
        "implement": "Bring an implementation into line with its contract; touch nothing else.",
        "serve": "Serve a generated package, or a document straight away.",
        "fuzz": "Property-test a running service against its document.",
        "report": "Put the reports of several fuzz runs together.",
        "coverage": "Tell how much of a document tests and fuzzing have reached.",
    }
)


class LazyGroup(click.Group):
    """A group whose commands are modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a working day."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"adhere.cli.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one may be meant."""
        close = get_close_matches(args[0], COMMANDS, n=1)
        if close and args[0] not in COMMANDS:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {close[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 nothing wrong (warnings allowed), 1 errors found, "
    "2 wrong usage or unreadable input.",
)
@click.version_option(__version__, prog_name="adhere", message="%(prog)s %(version)s")
def adhere() -> None:
    """Make an OpenAPI document the law of a FastAPI service.

    \b
    The daily loop:
      adhere check spec/openapi.yaml                      mistakes, where you typed them
      adhere generate spec/openapi.yaml --out generated   models and interfaces
      adhere implement impl                               what is still to write
      adhere fuzz http://127.0.0.1:8000                   does the service keep its word?

    `adhere COMMAND --help` tells all about one command.
    """  # noqa: D301 - \b is click's mark for text that keeps its lines
