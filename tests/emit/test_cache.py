"""What the run before made is not made again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhere.contract import build
from adhere.document import load, validate
from adhere.emit import Cache, formatting, generate, models
from adhere.source import yaml_pieces

SPEC = Path(__file__).parents[1] / "golden" / "read_write" / "openapi.yaml"
EDITS = (
    ("The account.", "An account."),
    ("createAccount", "openAccount"),
    ("name: {type: string}", "name: {type: integer}"),
    ("    Address:", "    # Where somebody lives.\n    Address:"),
    ("required: [city]", "required: [city, town]"),
    ("/sessions", "/logins"),
    ("'204'", "204"),
    ("type: object", "type: objekt"),
    ("components:\n", ""),
)


def test_the_same_document_makes_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    document = load(SPEC).document
    assert document is not None
    contract, cache = build(document).contract, Cache()
    first = generate(document, contract, cache=cache)
    monkeypatch.setattr(models, "_generate", None)
    monkeypatch.setattr(formatting, "_run", None)
    assert generate(document, contract, cache=cache) == first


def test_only_a_changed_module_is_formatted(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache()
    formatting.formatted({"a.py": "x=1", "b.py": "y=1", "empty.py": ""}, cache)
    asked: list[list[str]] = []
    original = formatting._run  # noqa: SLF001  # what starts ruff is watched, not replaced

    def run(*arguments: str, folder: Path) -> None:
        asked.append(sorted(path.name for path in folder.glob("*.py")))
        original(*arguments, folder=folder)

    monkeypatch.setattr(formatting, "_run", run)
    texts = {"a.py": "x=1", "b.py": "y=2", "empty.py": ""}
    assert formatting.formatted(texts, cache) == {
        "a.py": "x = 1\n",
        "b.py": "y = 2\n",
        "empty.py": "",
    }
    assert {tuple(names) for names in asked} == {("b.py",)}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(EDITS) - 1), st.integers(0, 3)), max_size=3))
def test_edits_in_one_process_make_what_new_processes_make(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, int]]
) -> None:
    text, cache = SPEC.read_text("utf-8"), Cache()
    spec = tmp_path_factory.mktemp("edited") / "openapi.yaml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_pieces, "LARGE", 100)
        for index, count in edits:
            text = text.replace(*EDITS[index], count)
            spec.write_text(text, "utf-8")
            assert made(spec, cache) == made(spec, Cache())
            cache.settle()


def made(spec: Path, cache: Cache) -> tuple[object, list[str]]:
    """Return what is generated, and every finding with its place."""
    loaded = load(spec, pieces=cache.pieces)
    if loaded.document is None:
        return None, [str(found) for found in loaded.report]
    built = build(loaded.document)
    findings = [*loaded.report, *validate(loaded.document), *built.report]
    package = generate(loaded.document, built.contract, cache=cache)
    return package, [str(found) for found in (*findings, *package.report)]
