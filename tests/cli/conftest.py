from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

CLEAN = """\
openapi: 3.1.1
info: {title: Shop, version: '1'}
security: []
paths:
  /health:
    get:
      operationId: getHealth
      tags: [health]
      responses:
        '204': {description: Alive.}
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a document beside the working directory's other files; clean unless told else."""
    monkeypatch.chdir(tmp_path)

    def write(text: str = CLEAN, name: str = "openapi.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write
