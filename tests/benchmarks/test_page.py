"""The page of performance: a benchmark replaces its own section and no other."""

from __future__ import annotations

from pathlib import Path

from benchmarks.page import replace_section


def test_a_section_is_added_and_replaced(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    replace_section("one", "first", page=page)
    replace_section("two", "second", page=page)
    replace_section("one", "third", page=page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Performance\n")
    assert "first" not in text
    assert "<!-- one: begin -->\nthird\n<!-- one: end -->" in text
    assert text.index("third") < text.index("second")
