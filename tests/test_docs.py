from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

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
