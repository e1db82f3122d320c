"""What the run before made is not made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from adhere.contract import build
from adhere.document import load
from adhere.emit import Cache, formatting, generate, models

SPEC = Path(__file__).parents[1] / "golden" / "read_write" / "openapi.yaml"


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
