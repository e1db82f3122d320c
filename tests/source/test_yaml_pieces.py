"""A text read in pieces says what it says as a whole, at the same places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.source import Pieces, Pointer, SourceFile, parse, yaml_pieces

GOLDEN = sorted(Path(__file__).parents[1].glob("golden/*/openapi.yaml"))
LINES = st.sampled_from(
    [
        "a:", "  b: 1", "  c: [1,", "  2]", "    d: text", "e: |", "f: >+", "  : x", "g: 'quoted",
        "  end'", 'h: "more', '  j: too"', "- k", "  - l: m", "# remark", "", "? n", ": o",
        "p: &q r", "s: *q", "<<: {t: u}", "  v: {w: x}", "---", "...", "a: 2", "'y': z", "{", "}",
        "  $ref: '#/a'", "  /b: {c: d}", "b: plain", "    goes on", "   c: d", "%YAML 1.2", "~: e",
    ]
)  # fmt: skip


def pointers(value: object, above: Pointer) -> list[Pointer]:
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    items = inner.items() if isinstance(inner, dict) else ()
    return [above, *(p for key, held in items for p in pointers(held, above / key))]


def told(file: SourceFile) -> object:
    """Say everything that a file says."""
    found = [(str(file.span(p)), str(file.span(p).end), str(file.key_span(p)), file.has(p))
             for p in pointers(file.data, Pointer())]  # fmt: skip
    return json.dumps(file.data), found, [str(p) for p in file.problems], file.is_read


def assert_same(text: str, pieces: Pieces) -> None:
    path = Path("openapi.yaml")
    assert told(parse(path, text, pieces)) == told(parse(path, text))


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_pieces, "LARGE", 0)


@pytest.mark.parametrize("spec", GOLDEN, ids=lambda spec: spec.parent.name)
def test_golden_documents(spec: Path) -> None:
    text, pieces = spec.read_text("utf-8"), Pieces()
    assert yaml_pieces.read_pieces(text, pieces) is not None
    assert_same(text, pieces)


@settings(max_examples=600, deadline=None)
@given(st.lists(LINES, max_size=9))
def test_whatever_the_lines(lines: list[str]) -> None:
    assert_same("\n".join(lines) + "\n", Pieces())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_edits_that_follow_one_another(data: st.DataObject) -> None:
    lines, pieces = GOLDEN[0].read_text("utf-8").split("\n"), Pieces()
    for _ in range(3):
        at = data.draw(st.integers(0, len(lines)))
        lines[at : at + data.draw(st.integers(0, 2))] = data.draw(st.lists(LINES, max_size=2))
        assert_same("\n".join(lines), pieces)
        pieces.settle()


def test_an_edit_reads_one_piece_anew() -> None:
    text, pieces = "paths:\n  /a: {x: 1}\n  /b: {x: 1}\ncomponents: {}\n", Pieces()
    parse(Path("a.yaml"), text, pieces)
    pieces.settle()
    parse(Path("a.yaml"), text.replace("/b: {x: 1", "/b: {x: 2"), pieces)
    assert [key for key in pieces.now if key not in pieces.before] == ["1   /b: {x: 2}\n"]
