"""Models are loaded when one of them is needed, not with the package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from harness import exchange

from adhere import contract, document, emit
from adhere.runtime import warm_up

GOLDEN = Path(__file__).parents[1] / "golden/bodies/openapi.yaml"
LOADED = "loaded_models"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A generated package, imported, whose models leave a trace when they are loaded."""
    found = document.load(GOLDEN).document
    assert found is not None
    files = dict(emit.generate(found, contract.build(found).contract).files)
    files["models.py"] += f"\nimport sys\nsys.modules[{LOADED!r}] = sys\n"
    emit.write(tmp_path / "deferring", files)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("deferring")
    for name in [name for name in sys.modules if name.partition(".")[0] in {"deferring", LOADED}]:
        del sys.modules[name]


def test_an_application_is_made_without_models(package: ModuleType) -> None:
    package.create_app()
    assert LOADED not in sys.modules


def test_warm_up_loads_them(package: ModuleType) -> None:
    warm_up(package.create_app())
    assert LOADED in sys.modules


def test_a_request_loads_them(package: ModuleType) -> None:
    assert exchange(package.create_app(), "GET", "/orders").status_code in {400, 422, 501}
    assert LOADED in sys.modules


def test_whoever_imports_a_class_has_it(package: ModuleType) -> None:
    order = importlib.import_module("deferring.models").Order
    assert order.__module__ == "deferring.models"
    assert package.models.Order is order
