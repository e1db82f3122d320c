from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhere.source import Pointer

TOKENS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=8), max_size=6)


@given(TOKENS)
def test_text_and_fragment_lead_back_to_the_pointer(tokens: list[str]) -> None:
    pointer = Pointer(tuple(tokens))
    assert Pointer.parse(str(pointer)) == pointer
    assert Pointer.parse_fragment(pointer.fragment) == pointer


@pytest.mark.parametrize("text", ["a", "/~", "/~2", "/a~/b"])
def test_what_is_no_pointer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"~|start"):
        Pointer.parse(text)


def test_places_inside_a_place() -> None:
    pointer = Pointer().join("paths", "/a/{id}", "get", 0)
    assert str(pointer) == "/paths/~1a~1{id}/get/0"
    assert pointer.fragment == "#/paths/~1a~1%7Bid%7D/get/0"
    assert pointer.starts_with(Pointer(("paths",)))
    assert not pointer.starts_with(Pointer(("path",)))
    assert pointer.parent == Pointer(("paths", "/a/{id}", "get"))
