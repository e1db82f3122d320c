"""Values of a run as Python expressions: secrets by name, what must be new by a new text."""

from __future__ import annotations

import pytest

from adhere.cli.finding_tests.spelling import Spelling, UnspeakableError, json_value


@pytest.mark.parametrize(
    ("value", "expression"),
    [
        ({"a": [1, True, None, 0.5]}, '{"a": [1, True, None, 0.5]}'),
        ('"\\\né\ud800{', '"\\"\\\\\\n\\xe9\\ud800{"'),
        ("TOASTER-21X29", 'f"TOASTER-2{RUN}X29"'),
        ("made-by-another", "told"),
        (7, "int(number)"),
    ],
)
def test_values(value: object, expression: str) -> None:
    spelling = Spelling(1, names={"made-by-another": "told", "7": "number"})
    assert spelling.value(value) == expression


@pytest.mark.parametrize(
    ("pieces", "expression", "constant"),
    [
        (("Bearer ", "$TOK", ""), 'f"Bearer {TOK}"', 'TOK = os.environ["TOK"]'),
        (("", "${A:?set it}", ""), "A", 'A = os.environ["A"]  # set it'),
        (
            ("Basic ", "$(printf %s \"ada:$PW\" | base64 | tr -d '\\n')", ""),
            'f"Basic {BASIC_0}"',
            'BASIC_0 = base64.b64encode(("ada:" + os.environ["PW"]).encode()).decode()',
        ),
    ],
)
def test_secrets(pieces: tuple[str, ...], expression: str, constant: str) -> None:
    spelling = Spelling(1)
    assert spelling.text(spelling.marked(pieces)) == expression
    assert constant in spelling.constants.values()


def test_what_nobody_can_set_is_not_written_down() -> None:
    spelling = Spelling(1)
    with pytest.raises(UnspeakableError):
        spelling.text(
            spelling.marked(("", "${X:?set it to the value of X that is hidden here}", ""))
        )


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "NaN", "[1", '"\\ud800"', "1e999"])
def test_json_that_is_no_python_literal_stays_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json_value(text)
