from __future__ import annotations

import importlib
import itertools
import re
import tomllib
from pathlib import Path
from types import ModuleType

import click
import pytest
import yaml

from adhere.cli.commands import adhere

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("pty", reason="the recording needs a pseudo-terminal")
    monkeypatch.syspath_prepend(str(ROOT / "docs"))
    return importlib.import_module("build")


def test_the_reference_pages_are_what_the_code_says(build: ModuleType) -> None:
    # click keeps the first -h that a command is asked for: tests invoke commands by `adhere`.
    assert build.stale() == [], "'inv docs' writes them"


def test_a_changed_page_is_noticed(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, page in build.PAGES.items():
        (tmp_path / name).write_text(page(), encoding="utf-8")
    monkeypatch.setattr(build, "DOCS", tmp_path)
    (tmp_path / "rules.md").write_text("# Rules\n", encoding="utf-8")
    (tmp_path / "cli.md").unlink()
    assert build.stale() == ["cli.md", "rules.md"]


def test_the_readme_takes_the_outputs_of_the_recording(build: ModuleType) -> None:
    readme = "Check:\n\n<!-- check -->\n```text\nold\n```\n\nEnd.\n"
    day = [build.Shown("adhere check a.yaml", "\x1b[31merror\x1b[0m")]
    day += [build.Shown("adhere check", "")]
    expected = "Check:\n\n<!-- check -->\n```text\n$ adhere check a.yaml\nerror\n```\n\nEnd.\n"
    assert build.with_outputs(readme, day) == expected


def test_the_recording_asks_no_other_host_for_anything() -> None:
    svg = (ROOT / "docs/recording.svg").read_text(encoding="utf-8")
    assert "url(#" in svg
    assert not re.search(r"url\((?!#)|href=|@import|@font-face|<script|<image", svg)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        if path.startswith(("http:", "https:")):
            continue
        linked = (page.parent / path).resolve() if path else page
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_yaml_and_toml_in_pages_can_be_read(page: Path) -> None:
    for language, text in fenced(page):
        if language == "yaml":
            list(yaml.safe_load_all(text))
        elif language == "toml":
            tomllib.loads(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_and_options_in_pages_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    spoken = re.findall(r"`(adhere [^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    typed = (line for language, block in fenced(page) for line in lines_typed(language, block))
    for line in [*spoken, *typed]:
        for name, options in commands_in(line):
            known = known_options(name)
            assert known is not None, f"{page.name}: there is no command {name!r}: {line}"
            assert options <= known, f"{page.name}: {name} has no {options - known}: {line}"


def fenced(page: Path) -> list[tuple[str, str]]:
    """Return the fenced blocks of a page with their languages."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^ *```(\w*)\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)


def lines_typed(language: str, block: str) -> list[str]:
    """Return what a block has one type, a command each; YAML's folded scalars are one."""
    if language in {"sh", "bash", ""}:
        return block.replace("\\\n", " ").splitlines()
    if language == "yaml":
        return [text for part in yaml.safe_load_all(block) for text in texts_of(part)]
    return []


def texts_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in inner for text in texts_of(part)]


def commands_in(line: str) -> list[tuple[str, set[str]]]:
    """Return each `adhere` command of a line by name, with its options."""
    found = []
    for call in re.split(r"&&|\|\||[;|#]", line):
        words = call.split()
        if "adhere" in words:
            words = words[words.index("adhere") + 1 :]
            names = list(itertools.takewhile(lambda w: re.fullmatch(r"[a-z-]+", w), words))
            options = {w.split("=")[0] for w in words if re.fullmatch(r"--[a-z-]+(=.*)?", w)}
            if names and not names[0].startswith("-"):
                found.append((" ".join(names[:2]), options))
    return found


def known_options(name: str) -> set[str] | None:
    """Return the options of `coverage merge`, or of `fuzz` where what follows is an argument."""
    first, *rest = name.split()
    command = adhere.get_command(click.Context(adhere), first)
    if isinstance(command, click.Group) and rest:
        command = command.commands.get(rest[0])
    if command is None:
        return None
    options = {option for parameter in command.params for option in parameter.opts}
    return options | {"--help"}
