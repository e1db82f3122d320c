"""Whatever a file holds, reading it is data or a problem with a place, never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adhere.source import SourceFile, parse

TEXT = """\
openapi: "3.1.1" # the version
info: &i {title: 'it''s', "version": 1}
list:
- a: |
    text
  b: *i
- !!str 12
- ? key
  : [1, 2.5e3, ~]
"""
PIECES = [
    " ",
    "\n",
    "\t",
    ":",
    "-",
    "- ",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "*i",
    "&i",
    "!",
    "|",
    ">",
]
PIECES += [
    "?",
    "%",
    "@",
    "`",
    "#",
    "<<: ",
    "---\n",
    "\\",
    "\r",
    "\x00",
    "\x85",
    "\u2028",
    "\ud7ff",
    "1e999",
]


def check(file: SourceFile) -> None:
    assert file.is_read or file.problems
    for problem in file.problems:
        assert problem.message
        start = problem.span.start
        assert 1 <= start.line <= file.text.count("\n") + file.text.count("\r") + 1
        assert problem.span.end >= start
        assert file.excerpt(problem.span)


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@example(text="\r\n\r\t: x")
def test_any_text(name: str, text: str) -> None:
    check(parse(Path(name), text))


@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(TEXT)), st.integers(0, 3), st.sampled_from(["", *PIECES])),
        min_size=1,
        max_size=3,
    )
)
def test_a_document_with_slips_of_the_keyboard(edits: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for place, cut, piece in edits:
        text = text[:place] + piece + text[place + cut :]
    check(parse(Path("a.yaml"), text))
