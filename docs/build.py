"""Writes the reference pages from the code, and the recording from real runs.

`inv docs` runs it; with `--check` nothing is written, and the exit code is 1 where a page is
not what the code says. The recording, and what the README shows of it, hold times and are not
compared.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import click
from pydantic import SecretStr
from recording import Shown, picture, record

from adhere.cli.commands import COMMANDS, adhere
from adhere.lint import RULES
from adhere.lint.rule import Rule
from impl.settings import Settings

DOCS = Path(__file__).parent
README = DOCS.parent / "README.md"
WIDTH = 92
CLI_INTRODUCTION = (
    "Every command ends with 0 where nothing is wrong (warnings are allowed), with 1 where it "
    "found errors, and with 2 where it was used wrongly or cannot read its input. "
    "This page is what `--help` prints; `inv docs` writes it."
)
RULES_INTRODUCTION = (
    "What `adhere check` looks for beyond the standard. The level of each, and the places where "
    "one does not hold, are [settings](configuration.md). `adhere check --explain RULE` prints "
    "the same; `inv docs` writes this page."
)
SERVICE_INTRODUCTION = (
    "They are read from the environment and from a file `.env`. "
    "`inv docs` writes this page from `impl/settings.py`."
)


def cli_page() -> str:
    """Return the help of every command, as a terminal shows it."""
    parts = [
        "# Commands",
        CLI_INTRODUCTION,
        *_help(adhere, "adhere"),
    ]
    for name in COMMANDS:
        command = adhere.get_command(click.Context(adhere), name)
        parts += _command(f"adhere {name}", command) if command else []
    return _page(parts)


def _command(name: str, command: click.Command) -> Iterator[str]:
    yield f"## {name}"
    yield from _help(command, name)
    if isinstance(command, click.Group):
        for part, inner in command.commands.items():
            yield f"### {name} {part}"
            yield from _help(inner, f"{name} {part}")


def _help(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )  # fmt: skip
    yield f"```text\n{command.get_help(context)}\n```"


def rules_page() -> str:
    """Return the documentation of every lint rule."""
    parts = [
        "# Lint rules",
        RULES_INTRODUCTION,
        "| Rule | Level | Finds |\n| --- | --- | --- |\n"
        + "\n".join(
            f"| [`{r.id}`](#{r.id}) | {r.severity} | {r.summary} |" for r in RULES.values()
        ),
    ]
    for rule in RULES.values():
        parts += _rule(rule)
    return _page(parts)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}"
    yield f"{rule.summary} {rule.why}"
    yield f"**Mend.** {rule.mend}"
    yield f"Instead of\n\n```yaml\n{rule.bad.rstrip()}\n```"
    yield f"write\n\n```yaml\n{rule.good.rstrip()}\n```"


def service_page() -> str:
    """Return the settings of the reference service."""
    rows = [
        f"| `SERVICE_{name.upper()}` | {_default(field.get_default(call_default_factory=True))} "
        f"| {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return _page(
        [
            "# Settings of the reference service",
            (Settings.__doc__ or "").replace("\n    ", "\n"),
            SERVICE_INTRODUCTION,
            "| Variable | Default | Meaning |\n| --- | --- | --- |\n" + "\n".join(rows),
        ]
    )


def _default(value: object) -> str:
    shown = value.get_secret_value() if isinstance(value, SecretStr) else value
    if shown in (None, ()):
        return "none"
    return f"`{str(shown).lower() if isinstance(shown, bool) else shown}`"


def _page(parts: list[str]) -> str:
    return "\n\n".join(part.strip() for part in parts) + "\n"


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {"cli.md": cli_page, "rules.md": rules_page, "service.md": service_page}
)


def stale() -> list[str]:
    """Return the names of the pages that are not what the code says."""
    return [name for name, page in PAGES.items() if _read(DOCS / name) != page()]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def with_outputs(readme: str, day: list[Shown]) -> str:
    """Return the README with what the day's commands printed: `<!-- check -->` and its block."""
    outputs: dict[str, str] = {}
    for shown in day:  # of two runs of a command, the one that found something
        name = "difference" if "diff" in shown.command else shown.command.split()[1]
        outputs.setdefault(name, shown.plain)
    for name, output in outputs.items():
        block = re.compile(rf"(<!-- {name} -->\n```\w*\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
        found = block.search(readme)
        if found is None:
            raise LookupError(f"README.md has no block for {name}")
        start, end = found.end(1), found.end()
        readme = readme[:start] + output + readme[end:]
    return readme


def main() -> None:
    """Write the pages and the recording, or say which pages are out of date."""
    if "--check" in sys.argv[1:]:
        names = stale()
        sys.exit(f"Out of date: {', '.join(names)}; 'inv docs' writes them." if names else 0)
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    day = record()
    (DOCS / "recording.svg").write_text(picture(day), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_outputs(readme, day), encoding="utf-8")


if __name__ == "__main__":
    main()
