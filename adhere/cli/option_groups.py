"""Options under headings, for the help of a command that has many."""

from __future__ import annotations

from typing import Any

import click


class GroupedOption(click.Option):
    """An option that the help shows under a heading."""

    def __init__(self, *arguments: Any, heading: str, **settings: Any) -> None:
        """Take the heading beside what every option takes."""
        super().__init__(*arguments, **settings)
        self.heading = heading


class GroupedCommand(click.Command):
    """A command whose help lists its options by heading, in the order they were declared."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each heading, those without one last."""
        sections: dict[str, list[tuple[str, str]]] = {}
        others: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is None or not isinstance(parameter, click.Option):
                continue
            if isinstance(parameter, GroupedOption):
                sections.setdefault(parameter.heading, []).append(record)
            else:
                others.append(record)
        for heading, records in [*sections.items(), ("Other options", others)]:
            with formatter.section(heading):
                formatter.write_dl(records)
