from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from adhere.contract import build
from adhere.diagnostics import Report
from adhere.document import load
from adhere.lint import Settings, check

Lint = Callable[..., Report]

HEAD = """\
openapi: 3.1.1
info: {title: Shop, version: '1'}
"""


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """Run rules on a document; `openapi` and `info` are lines 1 and 2 of it."""

    def run(text: str, *rules: str, settings: Settings | None = None) -> Report:
        path = tmp_path / "openapi.yaml"
        path.write_text(HEAD + dedent(text).lstrip("\n"), encoding="utf-8")
        document = load(path).document
        assert document is not None
        only = Settings(only=frozenset(rules)) if rules else Settings()
        return check(document, build(document).contract, settings or only)

    return run
