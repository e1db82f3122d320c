"""What the options of `adhere fuzz` and `[tool.adhere.fuzz]` come to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from adhere.cli.exits import UnusableError

if TYPE_CHECKING:  # `adhere fuzz --help` needs none of it
    from adhere.fuzz import Settings

PHASES = ("examples", "coverage", "fuzzing", "stateful")
CHECKS = (
    "authentication",
    "authorization-matrix",
    "sessions",
    "states",
    "steps",
    "singletons",
    "ownership",
    "references",
    "collections",
    "concurrency",
    "counting",
    "protocol",
    "constraints",
    "encoding",
    "parsers",
    "growth",
)
# Left out of a quick run: it takes time to tell time from noise.
SLOW_CHECKS = frozenset({"growth"})
QUICK_EXAMPLES = 5


def settings_of(options: dict[str, Any]) -> Settings:
    """Return the settings of a run; raise UnusableError, and FuzzError for the file's."""
    from adhere.fuzz import FuzzPhase, Profile  # noqa: PLC0415 - takes most of a second
    from adhere.fuzz.configuration import load_settings  # noqa: PLC0415 - as above

    settings = load_settings(options["config"])
    changes: dict[str, Any] = {
        name: options[name]
        for name in (
            "max_examples",
            "max_requests",
            "max_findings",
            "max_time",
            "max_concurrency",
            "rate_limit",
            "seed",
            "example_database",
        )
        if options[name] is not None
    }
    phases = frozenset(FuzzPhase(name) for name in options["phases"] or PHASES)
    if options["quick"]:
        changes.setdefault("max_examples", QUICK_EXAMPLES)
        phases -= {FuzzPhase.STATEFUL}
    if options["profile"]:
        changes["profile"] = Profile(options["profile"])
    if options["ledger"]:
        changes["ledger"] = options["ledger"]
    if options["operations"]:
        changes["operations"] = frozenset(options["operations"])
    return _choose(
        replace(
            settings,
            phases=phases,
            checks=_checks(options) - set(options["no_checks"]),
            thorough=settings.thorough or options["thorough"],
            allow_hosts=settings.allow_hosts | set(options["allow_hosts"]),
            **changes,
        ),
        options["names"],
    )


def _checks(options: dict[str, Any]) -> frozenset[str]:
    if options["checks"]:
        return frozenset(options["checks"])
    return frozenset(CHECKS) - (SLOW_CHECKS if options["quick"] else set())


def only_changed(spec: Path, revision: str, settings: Settings) -> Settings | None:
    """Return settings that test what changed since a git revision; `None` where nothing did.

    Raises UnusableError, and FuzzError for a document that cannot be read.
    """
    from adhere.document.revision import RevisionError, load_revision  # noqa: PLC0415 - as above
    from adhere.fuzz.changes import changes  # noqa: PLC0415 - as above
    from adhere.fuzz.run import document_of, read  # noqa: PLC0415 - as above
    from adhere.source.document_settings import document_settings  # noqa: PLC0415 - as above

    now = read(spec)
    try:
        loaded = load_revision(spec, revision, settings=document_settings(spec))
    except RevisionError as error:
        raise UnusableError(str(error)) from error
    found = changes(document_of(loaded, f"{spec} at {revision}"), now)
    named = settings.operations
    wanted = [label for label in found.changed if named is None or label in named]
    if not wanted:
        return None
    click.echo(f"Changed since {revision}: {', '.join(wanted)}.")
    if found.producers:
        click.echo(f"Creating what they need: {', '.join(found.producers)}.")
    return replace(settings, operations=frozenset(wanted) | frozenset(found.producers))


def only_part(spec: Path, text: str, settings: Settings) -> Settings | None:
    """Return settings that test one part of the operations (`2/4`); `None` where it has none.

    Raises FuzzError for what is no part, and for a document that cannot be read.
    """
    from adhere import contract as contracts  # noqa: PLC0415 - as above
    from adhere.fuzz.run import read  # noqa: PLC0415 - as above
    from adhere.fuzz.shards import Shard, part_of  # noqa: PLC0415 - as above

    shard = Shard.parse(text)
    part = part_of(contracts.build(read(spec)).contract, shard, settings.operations)
    if not part.own:
        return None
    own = f"{len(part.own)} operation{'s' if len(part.own) > 1 else ''}"
    click.echo(f"Part {shard}: {own}, and {len(part.needed)} that they need.")
    return replace(settings, operations=part.tested)


def _choose(settings: Settings, names: tuple[str, ...]) -> Settings:
    """Keep only the identities that were named; all where none was."""
    if not names:
        return settings
    known = {identity.name: identity for identity in settings.identities}
    for name in names:
        if name != "anonymous" and name not in known:
            known_names = ", ".join([*known, "anonymous"])
            mend = f"Configured are: {known_names}."
            raise UnusableError(f"no identity {name!r} is configured", mend=mend)
    chosen = tuple(known[name] for name in known if name in names)
    return replace(settings, identities=chosen, anonymous="anonymous" in names)
