"""The test for each operation, in somebody else's suite."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from adhere.fuzz import FuzzError, FuzzPhase, Settings
from adhere.fuzz.pytest import OperationTest, each_operation

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
SETTINGS = Settings(max_examples=3, phases=frozenset({FuzzPhase.COVERAGE}), seed=1)


@each_operation(SPEC, SETTINGS)
def test_shop_keeps_its_contract(operation: OperationTest, shop: ModuleType) -> None:
    operation.check(shop.make_app())


def test_every_operation_is_a_test() -> None:
    @each_operation(SPEC)
    def test() -> None: ...

    (mark,) = test.pytestmark  # type: ignore[attr-defined]
    assert mark.kwargs["ids"] == [
        "create_session", "issue_token", "list_items", "create_item", "get_item", "health",
    ]  # fmt: skip


def test_finding_fails_the_test_with_the_report(shop: ModuleType) -> None:
    @each_operation(SPEC, SETTINGS)
    def test() -> None: ...

    health: OperationTest = test.pytestmark[0].args[1][-1]  # type: ignore[attr-defined]
    with pytest.raises(pytest.fail.Exception, match="text/plain") as caught:
        health.check(shop.make_app("wrong-content-type"))
    assert "openapi.yaml:" in str(caught.value)


def test_unreadable_document_is_told() -> None:
    with pytest.raises(FuzzError, match="nowhere"):
        each_operation("nowhere.yaml")
