from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from adhere.contract import Built, build
from adhere.document import load

Build = Callable[..., Built]


@pytest.fixture
def build_text(tmp_path: Path) -> Build:
    """Build the contract of a document; what every document needs is added in front."""

    def build_it(text: str, version: str = "3.1.1") -> Built:
        path = tmp_path / "openapi.yaml"
        head = f"openapi: {version}\ninfo: {{title: Shop, version: '1'}}\n"
        path.write_text(head + dedent(text), encoding="utf-8")
        loaded = load(path)
        assert loaded.document is not None, list(loaded.report)
        return build(loaded.document)

    return build_it
