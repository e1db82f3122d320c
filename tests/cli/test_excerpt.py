from __future__ import annotations

from pathlib import Path

import pytest

from adhere.cli.excerpt import Excerpts, mark, one_line
from adhere.source import Position, Span

FILE = Path("a.yaml")


def span(start: int, end: int, *, lines: int = 0) -> Span:
    return Span(FILE, Position(1, start), Position(1 + lines, end))


@pytest.mark.parametrize(
    ("line", "place", "text", "carets"),
    [
        ("  get: {}", span(3, 6), "  get: {}", "  ^^^"),
        ("\tget: {}", span(2, 5), "    get: {}", "    ^^^"),
        ("a\tb", span(3, 4), "a   b", "    ^"),
        ("日本: 語", span(1, 3), "日本: 語", "^^^^"),
        ("日本: 語", span(5, 6), "日本: 語", "      ^^"),
        ("e\u0301: x", span(4, 5), "e\u0301: x", "  ^"),
        ("a: \x1b[31mred", span(1, 2), "a: \N{REPLACEMENT CHARACTER}[31mred", "^"),
        ("a: \u202ex", span(5, 6), "a: \N{REPLACEMENT CHARACTER}x", "    ^"),
        ("short", span(9, 12), "short", "     ^"),
        ("get: {a: 1,", span(6, 3, lines=2), "get: {a: 1,", "     ^^^^^^"),
        ("", span(1, 1), "", "^"),
    ],
)
def test_carets_stand_below_what_they_mark(line: str, place: Span, text: str, carets: str) -> None:
    marked = mark(line, place, limit=80)
    assert (marked.text, marked.carets) == (text, carets)


@pytest.mark.parametrize("column", [1, 2, 30, 200, 499])
def test_a_line_too_wide_is_cut_around_the_place(column: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(500))
    marked = mark(line, span(column, column + 5), limit=60)
    assert len(marked.text) <= 60
    assert marked.text[marked.offset] == line[column - 1]
    assert marked.offset + marked.width <= 60
    assert marked.text.startswith("…") == (column > 25)


def test_one_line_holds_nothing_that_moves_the_cursor() -> None:
    assert one_line("a\n b\t\x1b[2Jc\r\u2028d") == "a b \N{REPLACEMENT CHARACTER}[2Jc d"


def test_the_line_of_a_place_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffone\r\ntwo\xff".encode())
    excerpts = Excerpts()
    assert excerpts.line(Span(path, Position(1, 1), Position(1, 2))) == "one"
    assert excerpts.line(Span(path, Position(2, 1), Position(2, 2))) == "two\xff"
    assert excerpts.line(Span(path)) is None
    assert excerpts.line(Span(tmp_path / "none", Position(1, 1), Position(1, 2))) is None
