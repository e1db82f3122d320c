"""Models of large documents are written in parts: an edit makes what a full run makes."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from adhere.emit import Cache, models
from adhere.emit.models import Models, write_models
from adhere.emit.partition import SMALL, Part, partition
from adhere.emit.types import (
    AliasDefinition,
    ClassDefinition,
    Definition,
    EnumDefinition,
    Field,
    ListOf,
    Literals,
    Named,
    Null,
    Scalar,
    TupleOf,
    Type,
    UnionOf,
)

COUNT = SMALL + 40
NAMES = [f"Thing{number}" for number in range(COUNT)]
LEAVES: list[Type] = [Scalar("string"), Scalar("integer"), ListOf(Scalar("string", "uuid"))]


def _class(number: int, shift: int, doc: str = "") -> ClassDefinition:
    """Refer to classes of other parts, and in cycles."""
    ahead = Named(NAMES[(number + shift) % 8])
    fields = (
        Field("kind", Literals((f"kind{number}",)), required=True),
        Field("size", LEAVES[(number + shift) % len(LEAVES)], required=False),
        Field("before", UnionOf((Named(NAMES[number // 2 + number % 2]), Null())), required=False),
        Field("ahead", ListOf(ahead), required=False),
        Field("colour", Named("Colour"), required=False, default="red"),
    )
    return ClassDefinition(NAMES[number], doc, fields, closed=number % 5 == 0)


def _definitions() -> dict[str, Definition]:
    found: dict[str, Definition] = {name: _class(n, 1) for n, name in enumerate(NAMES)}
    found["Colour"] = EnumDefinition("Colour", "A colour.", ("red", "green"))
    either = UnionOf((Named(NAMES[3]), Named(NAMES[90])), "kind")
    found["Either"] = AliasDefinition("Either", either)
    found["Many"] = AliasDefinition("Many", ListOf(Named("Either")))
    return found


edits = st.lists(
    st.tuples(st.integers(0, COUNT - 1), st.integers(0, COUNT - 1), st.sampled_from(["", "New."])),
    min_size=1,
    max_size=3,
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(edits)
def test_an_edit_makes_what_a_full_run_makes(changes: list[tuple[int, int, str]]) -> None:
    definitions, cache = _definitions(), Cache()
    write_models(definitions, cache)
    for number, shift, doc in changes:
        definitions[NAMES[number]] = _class(number, shift, doc)
        assert write_models(definitions, cache) == write_models(definitions)


def test_a_removed_class_leaves_no_trace() -> None:
    definitions, cache = _definitions(), Cache()
    write_models(definitions, cache)
    del definitions["Many"]
    assert write_models(definitions, cache) == write_models(definitions)


def test_an_edit_writes_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    definitions, cache = _definitions(), Cache()
    write_models(definitions, cache)
    definitions[NAMES[5]] = _class(5, 1, "Changed.")
    original = models._write_part  # noqa: SLF001  # what is written is counted, not replaced

    def count(part: Part) -> object:
        written.append(len(part.own))
        return original(part)

    monkeypatch.setattr(models, "_write_part", count)
    write_models(definitions, cache)
    assert len(written) == 1 < len(partition(definitions))


def test_one_definition_more_moves_none() -> None:
    definitions = dict(list(_definitions().items())[:SMALL])
    before = write_models(definitions).text.split("\n\n\n")
    last = Field("last", Named("Thing0"), required=True)
    definitions["Added"] = ClassDefinition("Added", "", (last,), closed=False)
    after = write_models(definitions).text.split("\n\n\n")
    assert len(partition(definitions)) > 1
    assert [block for block in after if "class Added" not in block] == before


PAIR = TupleOf((Scalar("integer"), Named("Thing3")))


@pytest.mark.parametrize(
    "found",
    [UnionOf((PAIR, Scalar("string"))), ListOf(PAIR), TupleOf((PAIR, PAIR)), PAIR],
    ids=["among alternatives", "in a list", "in a tuple", "alone"],
)
def test_a_tuple_is_one_in_every_part(found: Type, tmp_path: Path) -> None:
    definitions, thing = _definitions(), {"kind": "kind3"}
    field = Field("pairs", found, required=True)
    for name in ("Pair", "Thing5", "Thing120"):
        definitions[name] = ClassDefinition(name, "", (field,), closed=False)
    module = _imported(write_models(definitions), tmp_path)
    value = [[1, thing], [2, thing]] if isinstance(found, ListOf) or PAIR in _items(found) else None
    for name in ("Pair", "Thing5", "Thing120"):
        made = TypeAdapter(getattr(module, name)).validate_python({"pairs": value or [1, thing]})
        pair = made.pairs[0] if value else made.pairs
        assert type(pair) is tuple
        assert type(pair[1]).__name__ == "Thing3"


def _items(found: Type) -> tuple[Type, ...]:
    return found.items if isinstance(found, TupleOf) else ()


def test_the_module_works(tmp_path: Path) -> None:
    made = write_models(_definitions())
    module = _imported(made, tmp_path)
    thing = {"kind": "kind3", "before": {"kind": "kind2"}, "ahead": []}
    [found] = TypeAdapter(module.Many).validate_python([thing])
    assert type(found).__name__ == NAMES[3]
    assert type(found.before).__name__ == NAMES[2]
    assert found.colour is module.Colour.RED


def _imported(made: Models, folder: Path) -> ModuleType:
    (folder / "parted_models.py").write_text(made.text, "utf-8")
    module = ModuleType("parted_models")
    sys.modules[module.__name__] = module
    exec(compile(made.text, "parted_models.py", "exec"), module.__dict__)  # noqa: S102  # our own text
    return module
