"""Two server processes on one database answer as one service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import httpx
import pytest
from service_harness import Caller, Service, at_once, running


class Pair:
    """The service, and a second process of it beside the first."""

    def __init__(self, first: Service, second: Service) -> None:
        self.first = first
        self.second = second

    def both(self, name: str) -> tuple[Caller, Caller]:
        """Return one person's callers, one token for both processes."""
        token = self.first.sign_in(name)["access_token"]
        return self.first.with_token(token), self.second.with_token(token)


@pytest.fixture(scope="module")
def pair(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("second")
        server = stack.enter_context(running(folder, **service.settings))
        second = Service(server, key=service.key, settings=service.settings)
        stack.callback(second.close)
        yield Pair(service, second)


def statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_the_last_units_are_sold_once_whichever_process_is_asked(pair: Pair) -> None:
    product = pair.first.mia.new_product(10)["id"]
    alices = pair.both("alice")
    answers = at_once(30, lambda index: alices[index % 2].new_order(product))
    assert statuses(answers) == {201: 10, 409: 20}
    assert pair.second.mia.stock(product) == 0
    pair.first.invariants_hold()


def test_a_key_places_one_order_whichever_process_is_asked(pair: Pair) -> None:
    product, key = pair.first.mia.new_product(10)["id"], str(uuid4())
    alices = pair.both("alice")
    answers = at_once(20, lambda index: alices[index % 2].new_order(product, key=key))
    assert statuses(answers) == {201: 20}
    assert len({answer.text for answer in answers}) == 1
    assert pair.second.mia.stock(product) == 9


def test_of_changes_to_one_version_one_succeeds_whichever_process_is_asked(pair: Pair) -> None:
    path = f"/products/{pair.first.mia.new_product()['id']}"
    mias = pair.both("mia")
    tag = mias[1].get(path).headers["ETag"]
    answers = at_once(20, lambda index: mias[index % 2].patch(path, {"price": index}, if_match=tag))
    assert statuses(answers) == {200: 1, 412: 19}


def test_a_session_that_ends_in_one_process_has_ended_in_the_other(pair: Pair) -> None:
    tokens = pair.first.sign_in("bob")
    there = pair.second.with_token(tokens["access_token"])
    assert there.get("/orders").status_code == 200
    here = pair.first.with_token(tokens["access_token"])
    assert here.request("DELETE", f"/sessions/{tokens['session_id']}").status_code == 204
    assert there.get("/orders").status_code == 401


def test_a_refresh_token_used_in_both_processes_leaves_one_chain(pair: Pair) -> None:
    token = pair.first.sign_in("erin")["refresh_token"]
    both = pair.first, pair.second
    answers = at_once(10, lambda index: _refresh(both[index % 2], token))
    successors = [a.json()["refresh_token"] for a in answers if a.status_code == 200]
    assert successors
    alive = [_refresh(pair.second, successor).status_code for successor in successors]
    assert alive.count(200) <= 1


def _refresh(service: Service, token: str) -> httpx.Response:
    return service.nobody.http.post("/session-tokens", json={"refresh_token": token})
