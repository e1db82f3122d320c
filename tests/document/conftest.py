from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from adhere.document import Document, Loaded, load

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files into an empty current directory; return the path of the first."""
    monkeypatch.chdir(tmp_path)

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Path(next(iter(files)))

    return write


@pytest.fixture
def load_files(write: Write) -> Callable[[dict[str, str]], Loaded]:
    return lambda files: load(write(files))


@pytest.fixture
def document(write: Write) -> Callable[[dict[str, str]], Document]:
    """Load files that hold no mistake."""

    def document(files: dict[str, str]) -> Document:
        loaded = load(write(files))
        assert [(str(d.span), d.message) for d in loaded.report] == []
        assert loaded.document is not None
        return loaded.document

    return document
