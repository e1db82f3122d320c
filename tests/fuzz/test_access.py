"""What `security` says about a caller, and what that makes of a plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adhere import contract as contracts
from adhere.contract import Contract, Operation, SecurityRequirement
from adhere.document import load
from adhere.fuzz import Identity, Secret, Settings, StaticCredential
from adhere.fuzz.access import Access, access
from adhere.fuzz.plan import Depth, plans

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"


@pytest.fixture(scope="module")
def contract() -> Contract:
    document = load(SPEC).document
    assert document is not None
    return contracts.build(document).contract


@pytest.fixture
def operation(contract: Contract) -> Operation:
    return next(o for o in contract.operations if o.operation_id == "listItems")


def requirement(*uses: tuple[str, tuple[str, ...]], of: Operation) -> SecurityRequirement:
    assert of.security
    like = of.security[0]
    parts = (replace(like.uses[0], scheme=scheme, scopes=scopes) for scheme, scopes in uses)
    return replace(like, uses=tuple(parts))


@pytest.mark.parametrize(
    ("schemes", "scopes", "expected"),
    [
        (set(), frozenset(), Access.UNKNOWN_CALLER),
        ({"userToken"}, frozenset({"reader"}), Access.GRANTED),
        ({"userToken"}, frozenset({"writer"}), Access.FORBIDDEN),
        ({"userToken"}, None, Access.PRESUMED),
        ({"clientToken"}, frozenset({"items:read"}), Access.GRANTED),
        ({"userToken", "clientToken"}, frozenset({"items:read"}), Access.GRANTED),
        ({"other"}, frozenset({"reader"}), Access.UNKNOWN_CALLER),
    ],
)
def test_a_list_is_an_or(
    operation: Operation, schemes: set[str], scopes: frozenset[str] | None, expected: Access
) -> None:
    assert access(operation, schemes, scopes) is expected


def test_a_requirement_is_an_and(operation: Operation) -> None:
    both = requirement(("a", ()), ("b", ("s",)), of=operation)
    secured = replace(operation, security=(both,))
    assert access(secured, {"a"}, frozenset({"s"})) is Access.UNKNOWN_CALLER
    assert access(secured, {"a", "b"}, frozenset({"s"})) is Access.GRANTED
    assert access(secured, {"a", "b"}, frozenset()) is Access.FORBIDDEN


@pytest.mark.parametrize("security", [None, ()])
def test_nothing_asked_is_open(operation: Operation, security: tuple[()] | None) -> None:
    assert access(replace(operation, security=security), set(), None) is Access.OPEN


def test_an_empty_alternative_is_open(operation: Operation) -> None:
    optional = replace(operation, security=(requirement(of=operation),))
    assert access(optional, set(), None) is Access.OPEN


def test_plan_tests_everything_once_and_denials_a_little(contract: Contract) -> None:
    token = (StaticCredential("userToken", Secret("X")),)
    reader = Identity("reader", token, frozenset({"reader"}))
    writer = Identity("writer", token, frozenset({"reader", "writer"}))
    nobody = Identity("anonymous")

    first, second, third = plans((reader, writer, nobody), contract.operations, Settings())

    assert first.depths["GET /items"] is Depth.WHOLE
    assert second.depths["GET /items"] is Depth.SHORT
    assert third.depths["GET /items"] is Depth.DENIED
    assert first.depths["POST /items"] is Depth.DENIED
    assert second.depths["POST /items"] is Depth.WHOLE
    assert first.depths["GET /health"] is Depth.NONE
    assert third.depths["GET /health"] is Depth.WHOLE
    assert second.chained == set(second.depths), "who may do most"
    assert first.chained == third.chained == frozenset(), "nothing new in theirs"


def test_thorough_plan_tests_everything_as_everybody(contract: Contract) -> None:
    identities = (Identity("a"), Identity("b"))
    for plan in plans(identities, contract.operations, Settings(thorough=True)):
        assert set(plan.depths.values()) == {Depth.WHOLE}
