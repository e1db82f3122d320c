"""What there is to reach, where it stands, and which exchange reaches it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adhere import contract as contracts
from adhere.contract.nodes import Contract
from adhere.coverage.derive import goals_of
from adhere.coverage.evaluator import Evaluator
from adhere.fuzz import Identity, Secret, StaticCredential
from adhere.fuzz.observer import Observed
from adhere.fuzz.run import read
from adhere.fuzz.wire import WireRequest

SPEC = Path(__file__).parent / "library.yaml"
THING = {"title": "Emma", "pages": 3, "kind": "novel"}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def contract() -> Contract:
    return contracts.build(read(SPEC)).contract


@pytest.fixture
def evaluator(contract: Contract) -> Evaluator:
    return Evaluator(contract, "/api")


def seen(
    method: str,
    target: str,
    status: int,
    body: Any = None,
    *,
    headers: Mapping[str, str] | None = None,
    reply: Any = None,
    caller: Identity | None = None,
) -> Observed:
    import json  # noqa: PLC0415

    path, _, query = target.partition("?")
    pairs = tuple(tuple(pair.split("=", 1)) for pair in query.split("&") if pair)
    text = None if body is None else json.dumps(body).encode()
    sent = {**(JSON if body is not None else {}), **(headers or {})}
    request = WireRequest(method, f"/api{path}", pairs, sent, text)  # type: ignore[arg-type]
    content = b"" if reply is None else json.dumps(reply).encode()
    return Observed(request, status, {"content-type": "application/json"}, content, caller)


def names(evaluator: Evaluator, contract: Contract, *exchanges: Observed) -> set[str]:
    """Return what was reached, each goal named by its sentence."""
    ids: set[str] = set().union(*(evaluator.reached(exchange) for exchange in exchanges))
    by_id = {goal.id: goal for goal in goals_of(contract)}
    return {by_id[name].lacks for name in ids if name in by_id}


def test_every_goal_has_a_name_of_its_own_and_stands_in_the_file(contract: Contract) -> None:
    goals = goals_of(contract)
    assert len({goal.id for goal in goals}) == len(goals)
    places = {goal.lacks: contract.document.key_span(goal.pointer).start.line for goal in goals}
    lines = SPEC.read_text(encoding="utf-8").splitlines()
    for lacks, line in places.items():
        word = lacks.split()[4] if lacks.startswith("No value that") else ""
        assert word in ("", "required", "enum", "branch") or word in lines[line - 1], lacks


@pytest.mark.parametrize(
    ("status", "mend"),
    [
        ("401", "ask without a credential, or with one that is not valid"),
        ("403", "ask as a known caller who lacks `write`"),
        ("409", "send the same `title` twice"),
        ("415", "send the body with a Content-Type that is not declared"),
        ("422", "send a body that its schema refuses"),
        ("429", "send more requests than the limit allows, within its window"),
    ],
)
def test_what_would_reach_a_status_comes_from_the_contract(
    contract: Contract, status: str, mend: str
) -> None:
    goal = next(g for g in goals_of(contract) if g.lacks.startswith(f"{status} of POST /things"))
    assert goal.mend == mend


LIMIT = "the query parameter `limit` (GET /things)"
THING_ID = "the path parameter `thing_id` (GET /things/{thing_id})"
REACHED = [
    # what was asked and answered, what it reaches, what it does not
    (
        seen("POST", "/things", 201, THING),
        [
            "POST /things was never answered with a success",
            "201 of POST /things was never answered",
            "POST /things never took a body of application/json",
            "No value that keeps minLength 1 of /title of the body (POST /things) was let pass",
            "'novel' was never sent as /kind of the body (POST /things) and let pass",
        ],
        ["No value that breaks minLength 1 of /title of the body (POST /things) was refused"],
    ),
    (
        seen("POST", "/things", 422, {**THING, "title": ""}),
        ["No value that breaks minLength 1 of /title of the body (POST /things) was refused"],
        ["No value that keeps minimum 1 of /pages of the body (POST /things) was let pass"],
    ),
    (  # two mistakes at once: nobody knows which was refused
        seen("POST", "/things", 422, {**THING, "title": "", "pages": 0}),
        [],
        [
            "No value that breaks minLength 1 of /title of the body (POST /things) was refused",
            "No value that breaks minimum 1 of /pages of the body (POST /things) was refused",
        ],
    ),
    (
        seen("POST", "/things", 422, {"pages": 3, "kind": "novel"}),
        ["No value that breaks required title of the body (POST /things) was refused"],
        [],
    ),
    (  # nobody looked at the values
        seen("POST", "/things", 403, {**THING, "title": ""}),
        ["403 of POST /things was never answered"],
        ["No value that breaks minLength 1 of /title of the body (POST /things) was refused"],
    ),
    (
        seen("POST", "/things", 422),
        ["POST /things was never asked without the body"],
        ["POST /things never took the body"],
    ),
    (
        seen("GET", "/things?limit=5", 200),
        [
            "GET /things never took the query parameter `limit`",
            f"No value that keeps maximum 10 of {LIMIT} was let pass",
        ],
        ["GET /things was never asked without the query parameter `limit`"],
    ),
    (
        seen("GET", "/things", 200),
        ["GET /things was never asked without the query parameter `limit`"],
        ["GET /things never took the query parameter `limit`"],
    ),
    (
        seen("GET", "/things?limit=11", 422),
        [f"No value that breaks maximum 10 of {LIMIT} was refused"],
        [f"No value that breaks minimum 1 of {LIMIT} was refused"],
    ),
    (  # a path that breaks its schema may be answered 404
        seen("GET", "/things/abc", 404),
        [
            "404 of GET /things/{thing_id} was never answered",
            f"No value that breaks type integer of {THING_ID} was refused",
        ],
        ["GET /things/{thing_id} never took the path parameter `thing_id`"],
    ),
    (
        seen("GET", "/things/7", 418),
        ["4XX of GET /things/{thing_id} was never answered"],
        ["default of GET /things/{thing_id} was never answered"],
    ),
    (
        seen("GET", "/things/7", 503),
        ["default of GET /things/{thing_id} was never answered"],
        ["4XX of GET /things/{thing_id} was never answered"],
    ),
    (seen("DELETE", "/things", 200), [], ["POST /things was never answered with a success"]),
]


@pytest.mark.parametrize(("exchange", "reached", "unreached"), REACHED)
def test_an_exchange_reaches_just_what_it_shows(
    evaluator: Evaluator,
    contract: Contract,
    exchange: Observed,
    reached: list[str],
    unreached: list[str],
) -> None:
    known = {goal.lacks for goal in goals_of(contract)}
    assert {*reached, *unreached} <= known
    found = names(evaluator, contract, exchange)
    assert set(reached) <= found
    assert not set(unreached) & found


BEARER = {"authorization": "Bearer t"}


def holder(*scopes: str) -> Identity:
    return Identity("somebody", (StaticCredential("token", Secret("T")),), frozenset(scopes))


@pytest.mark.parametrize(
    ("status", "caller", "reached"),
    [
        (201, holder("write"), ["POST /things never let in a caller of token (write)"]),
        (201, holder("read"), []),  # who lacks the scope shows nothing by being let in
        (
            403,
            holder("read"),
            ["POST /things never turned away a caller of token without `write`"],
        ),
        (403, holder("write"), []),
        (401, None, ["POST /things never turned away a caller whom nobody knows"]),
        (500, holder("write"), []),
    ],
)
def test_callers(
    evaluator: Evaluator,
    contract: Contract,
    status: int,
    caller: Identity | None,
    reached: list[str],
) -> None:
    exchange = seen("POST", "/things", status, THING, headers=BEARER, caller=caller)
    found = names(evaluator, contract, exchange)
    assert sorted(lacks for lacks in found if "caller" in lacks) == reached


def test_a_link_is_followed_by_the_values_that_were_offered(
    evaluator: Evaluator, contract: Contract
) -> None:
    followed = "The link `read` of POST /things was never followed"
    made = seen("POST", "/things", 201, THING, reply={"id": 8})
    other, same = seen("GET", "/things/9", 200), seen("GET", "/things/8", 200)
    assert followed not in names(evaluator, contract, same)  # nobody had offered it yet
    assert followed not in names(evaluator, contract, made, other)
    assert followed in names(evaluator, contract, same)


@pytest.mark.parametrize(
    ("shape", "branch"),
    [({"radius": 2}, "1 of oneOf"), ({"side": 2}, "2 of oneOf")],
)
def test_branches_are_goals(
    evaluator: Evaluator, contract: Contract, shape: dict[str, int], branch: str
) -> None:
    found = names(evaluator, contract, seen("PUT", "/shapes", 204, {"shape": shape}))
    taken = {name for name in found if "branch" in name}
    assert taken == {
        f"No value that takes branch {branch} of /shape of the body (PUT /shapes) was let pass"
    }


def test_what_fits_no_branch_breaks_the_one_that_was_meant(
    evaluator: Evaluator, contract: Contract
) -> None:
    shape = {"kind": "square", "side": 1}
    found = names(evaluator, contract, seen("PUT", "/shapes", 422, {"shape": shape}))
    broken = "No value that breaks minimum 2 of /shape/side of the body (PUT /shapes) was refused"
    assert found & {broken} == {name for name in found if "breaks" in name} == {broken}


def test_a_schema_that_holds_itself_ends(evaluator: Evaluator, contract: Contract) -> None:
    tree: dict[str, Any] = {}
    for _ in range(50):
        tree = {"inside": tree}
    assert evaluator.reached(seen("PUT", "/shapes", 204, {"shape": {"side": 1}, "tree": tree}))


STRANGE = ["\ud800", 10**400, float("nan"), float("inf"), -0.0, "", [], {}, None, True, [[[]]]]


@pytest.mark.parametrize("value", STRANGE, ids=repr)
def test_strange_values_are_no_trouble(
    evaluator: Evaluator, contract: Contract, value: Any
) -> None:
    created = "201 of POST /things was never answered"
    for body in (value, {**THING, "title": value, "pages": value}):
        assert created in names(evaluator, contract, seen("POST", "/things", 201, body))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"{", b"[" * 100_000, b'{"a":1,"a":2}', b"\0", b"NaN"]
)
def test_bodies_that_nobody_can_read_are_broken_and_no_more(
    evaluator: Evaluator, contract: Contract, content: bytes
) -> None:
    request = WireRequest("POST", "/api/things", (), JSON, content)
    found = evaluator.reached(Observed(request, 400, {}, b"\xff"))
    assert not any(goal.startswith("keywords kept") for goal in found)


@pytest.mark.parametrize(
    "target",
    ["/things/%FF", "/things/%2F", "/things/..", "/things//", "/things?limit", "/things?=&"],
)
def test_strange_targets_are_no_trouble(evaluator: Evaluator, target: str) -> None:
    path, _, query = target.partition("?")
    request = WireRequest("GET", f"/api{path}", ((query, ""),), {"cookie": "\x7f=;;"}, None)
    evaluator.reached(Observed(request, 404, {"content-type": ";;"}, b""))
