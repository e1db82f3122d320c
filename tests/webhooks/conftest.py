"""The package of the golden webhooks, generated and imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adhere import contract, document, emit

ROOT = Path(__file__).parents[2]
Load = Callable[[str], Any]


@pytest.fixture(scope="session")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Load]:
    """Import a module of the package of the golden webhooks; `` is the package."""
    folder = tmp_path_factory.mktemp("delivery")
    loaded = document.load(ROOT / "tests/golden/webhooks/openapi.yaml")
    assert loaded.document is not None
    made = emit.generate(loaded.document, contract.build(loaded.document).contract)
    emit.write(folder / "delivered", made.files)
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"delivered.{name}".rstrip("."))
    sys.path.remove(str(folder))
