"""Models are built however long and tangled the chains are in which they refer to each other."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel

from adhere.runtime.building import built

HEAD = """
from __future__ import annotations
from adhere.runtime import Model
from typing_extensions import TypeAliasType
"""
COUNT = 300


def _chain(number: int) -> list[int]:
    return [number + 1] if number + 1 < COUNT else []


def _ring(number: int) -> list[int]:
    return [(number + 1) % COUNT]


def _mesh(number: int) -> list[int]:
    return [(number * k + k) % 80 for k in range(1, 6)] if number < 80 else []


@pytest.mark.parametrize("shape", [_chain, _ring, _mesh])
def test_any_shape_is_built(shape: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    module = _module(shape, monkeypatch)
    limit = sys.getrecursionlimit()
    found = built(list[module.Node0]).validate_python([{"n0": {"n0": {"size": 3}}}])
    assert type(found[0].n0).__name__ == f"Node{shape(0)[0]}"
    assert found[0].n0.n0.size == 3
    assert sys.getrecursionlimit() == limit


def test_what_a_type_is_made_of_is_built_too(monkeypatch: pytest.MonkeyPatch) -> None:
    module = _module(lambda n: [1] if n == 0 else [], monkeypatch)
    built(module.Some)
    classes: list[type[BaseModel]] = [module.Node0, module.Node1, module.Node2]
    assert [model.__pydantic_complete__ for model in classes] == [True, True, False]


def _module(shape: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    classes = [
        f"class Node{n}(Model):\n    size: int = 0\n"
        + "".join(f"    n{k}: Node{other} | None = None\n" for k, other in enumerate(shape(n)))
        for n in range(COUNT)
    ]
    module = ModuleType("built_models")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    alias = 'Some = TypeAliasType("Some", "list[Node0] | None")\n'
    exec(HEAD + "\n".join(classes) + alias, module.__dict__)  # noqa: S102  # our own text
    return module
