"""The options of `adhere fuzz`, by what they are for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from adhere.cli.fuzz_settings import CHECKS, PHASES, QUICK_EXAMPLES
from adhere.cli.option_groups import GroupedOption

Decorator = Callable[[Any], Any]

_PATH = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)
_COUNT = click.IntRange(min=1)
_AMOUNT = click.FloatRange(min=0, min_open=True)


def _under(heading: str) -> Callable[..., Decorator]:
    return partial(click.option, cls=GroupedOption, heading=heading)


def _repeatable(option: Callable[..., Decorator]) -> Callable[..., Decorator]:
    return partial(option, multiple=True)


_contract = _under("Contract and callers")
_tested = _under("What is tested")
_limit = _under("Limits")
_report = partial(_under("Reports"), type=_FILE)
_known = _under("Known findings")
_again = _under("Again, and afterwards")

REPORTS = ("junit", "html", "matrix", "json", "sarif")

OPTIONS: tuple[Decorator, ...] = (
    _contract(
        "--spec",
        type=_PATH,
        help="The document that the service must keep.  [default: spec/openapi.yaml]",
    ),
    _contract(
        "--config",
        type=_PATH,
        help="A TOML file with [tool.adhere.fuzz]; by default the nearest pyproject.toml.",
    ),
    _repeatable(_contract)(
        "--identity",
        "names",
        metavar="NAME",
        help="Run as this identity only; 'anonymous' is the caller without credentials. "
        "Repeatable.",
    ),
    _repeatable(_tested)(
        "--operation",
        "operations",
        metavar="'METHOD /path'",
        help="Test this operation only. Repeatable.",
    ),
    _tested(
        "--changed-since",
        metavar="REF",
        help="Test only operations that mean something else than in the document at this git "
        "revision, and those that create what they need.",
    ),
    _tested(
        "--shard",
        metavar="I/N",
        help="Test the I-th of N parts of the operations, and what they need. The parts together "
        "are the whole.",
    ),
    _repeatable(_tested)(
        "--phase", "phases", type=click.Choice(PHASES), help="Run this phase only. Repeatable."
    ),
    _repeatable(_tested)(
        "--check",
        "checks",
        type=click.Choice(CHECKS),
        metavar="CHECK",
        help=f"Of the checks with requests of their own ({', '.join(CHECKS)}), run this one "
        "only. Repeatable.",
    ),
    _repeatable(_tested)(
        "--no-check",
        "no_checks",
        type=click.Choice(CHECKS),
        metavar="CHECK",
        help="Leave out this check. Repeatable.",
    ),
    _tested(
        "--max-examples",
        type=_COUNT,
        help="Random requests for each operation, and chains of calls.  [default: 15]",
    ),
    _tested(
        "--quick",
        is_flag=True,
        help=f"As --max-examples {QUICK_EXAMPLES}, no chains, nothing timed.",
    ),
    _tested(
        "--thorough", is_flag=True, help="Let every identity test every operation in every phase."
    ),
    _tested(
        "--example-database",
        metavar="WHERE",
        envvar="ADHERE_EXAMPLE_DATABASE",
        show_envvar=True,
        help="Keep cases that showed something in this folder or Redis (redis://HOST/0), and try "
        "them first.",
    ),
    _tested("--seed", type=click.IntRange(min=0), help="Send the cases of an earlier run again."),
    _limit(
        "--profile",
        type=click.Choice(["read-only", "own-objects", "sandbox", "full"]),
        help="What may be sent. By default full on this machine, read-only elsewhere.",
    ),
    _repeatable(_limit)(
        "--allow-host",
        "allow_hosts",
        metavar="NAME",
        help="Send test data to this host, which is not this machine. Repeatable.",
    ),
    _limit("--max-requests", type=_COUNT, help="Stop after so many requests."),
    _limit("--max-findings", type=_COUNT, help="Stop when so many were found."),
    _limit("--max-time", type=_AMOUNT, metavar="SECONDS", help="Stop after so long."),
    _limit("--rate-limit", type=_AMOUNT, metavar="N", help="Send at most N requests a second."),
    _limit(
        "--max-concurrency",
        type=_COUNT,
        help="Have so many requests under way at once.  [default: 16]",
    ),
    _report("--junit", help="Write JUnit XML here."),
    _report("--html", help="Write an HTML report here."),
    _report("--matrix", help="Write who may do what, promised and seen, as JSON here."),
    _report("--json", help="Write the report as JSON here."),
    _report("--sarif", help="Write the findings as SARIF, for code scanning, here."),
    _report(
        "--coverage",
        help="Write what of the contract was reached here, for adhere coverage.",
    ),
    _under("Reports")(
        "--pytest",
        type=_FOLDER,
        metavar="FOLDER",
        help="Write a pytest file for each finding here: it fails until the finding is mended.",
    ),
    _known(
        "--baseline",
        type=_FILE,
        help="Do not fail for the findings in this file, as long as they have not expired.",
    ),
    _known(
        "--write-baseline",
        type=_FILE,
        help="Add what was found to this file; what stands there stays. Needs --owner and "
        "--expires.",
    ),
    _known("--owner", metavar="NAME", help="Whose the added findings are."),
    _known(
        "--expires",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        help="The last day on which the added findings are known.",
    ),
    _known(
        "--reason",
        metavar="TEXT",
        default="Found, and not judged yet.",
        show_default=True,
        help="Why the added findings may stay.",
    ),
    _again(
        "--ledger",
        type=_FILE,
        help="Write down here what is created before it is. By default a new file in .adhere.",
    ),
    _again(
        "--clean",
        type=_FILE,
        metavar="LEDGER",
        help="Send nothing new: delete what the run that wrote this file created.",
    ),
    _again("--replay", metavar="ID", help="Look whether this finding is still there."),
    _again(
        "--last",
        type=_FILE,
        help="The JSON report that has the finding.  [default: .adhere/last-fuzz.json]",
    ),
)


def with_options(command: Any) -> Any:
    """Give a function all of them, in the order of the help."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command
