"""R1 to R5: refresh tokens; and what else holds of sessions."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from service_harness import Service, at_once, running, wait_until


def refresh(service: Service, token: str) -> Any:
    return service.nobody.http.post("/session-tokens", json={"refresh_token": token})


def alive(service: Service, tokens: dict[str, Any]) -> bool:
    caller = service.with_token(tokens["access_token"])
    return caller.get("/me").status_code == 200


@pytest.fixture(scope="module")
def strict(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The same service, that forgives no repeat."""
    folder = tmp_path_factory.mktemp("strict")
    settings = {**service.settings, "refresh_grace_seconds": 0}
    with ExitStack() as stack:
        server = stack.enter_context(running(folder, **settings))
        strict = Service(server, key=service.key, settings=settings)
        stack.callback(strict.close)
        yield strict


def test_r1_refresh_gives_new_tokens_of_the_same_session(service: Service) -> None:
    first = service.sign_in("alice")
    second = refresh(service, first["refresh_token"]).json()
    assert second["session_id"] == first["session_id"]
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert alive(service, second)


def test_r2_a_token_used_again_after_its_successor_ends_the_session(service: Service) -> None:
    first = service.sign_in("alice")
    second = refresh(service, first["refresh_token"]).json()
    third = refresh(service, second["refresh_token"]).json()
    assert refresh(service, first["refresh_token"]).status_code == 400
    assert refresh(service, third["refresh_token"]).status_code == 400
    assert not alive(service, third)


def test_r3_of_20_parallel_uses_at_most_one_chain_lives(service: Service) -> None:
    first = service.sign_in("alice")
    answers = at_once(20, lambda _: refresh(service, first["refresh_token"]))
    assert {answer.status_code for answer in answers} <= {200, 400}
    tokens = [answer.json()["refresh_token"] for answer in answers if answer.status_code == 200]
    assert tokens
    assert len(set(tokens)) == len(tokens)
    living = [refresh(service, token).status_code for token in tokens]
    assert living.count(200) <= 1


def test_r4_the_predecessor_of_an_unused_token_may_be_repeated_soon(service: Service) -> None:
    first = service.sign_in("alice")
    lost = refresh(service, first["refresh_token"]).json()
    again = refresh(service, first["refresh_token"])
    assert again.status_code == 200
    assert refresh(service, again.json()["refresh_token"]).status_code == 200
    assert refresh(service, lost["refresh_token"]).status_code == 400


def test_r4_after_the_grace_a_repeat_ends_the_session(strict: Service) -> None:
    first = strict.sign_in("alice")
    second = refresh(strict, first["refresh_token"]).json()
    assert refresh(strict, first["refresh_token"]).status_code == 400
    assert refresh(strict, second["refresh_token"]).status_code == 400
    assert not alive(strict, second)


def test_r5_a_grandparent_ends_the_session_even_within_the_grace(service: Service) -> None:
    tokens = [service.sign_in("alice")]
    for _ in range(2):
        tokens.append(refresh(service, tokens[-1]["refresh_token"]).json())
    assert refresh(service, tokens[0]["refresh_token"]).status_code == 400
    assert refresh(service, tokens[2]["refresh_token"]).status_code == 400
    assert not alive(service, tokens[2])


def test_r6_a_session_ends_in_time_however_often_it_is_used(
    service: Service, tmp_path: Path
) -> None:
    settings = {**service.settings, "session_seconds": 1}
    with ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, **settings))
        short = Service(server, key=service.key, settings=settings)
        stack.callback(short.close)
        tokens = short.sign_in("bob")
        wait_until(lambda: refresh(short, tokens["refresh_token"]).status_code != 200)
        assert not alive(short, tokens)


def test_r8_sessions_are_listed_without_what_opens_them(service: Service) -> None:
    tokens = service.sign_in("bob")
    caller = service.with_token(tokens["access_token"])
    listed = caller.get("/sessions")
    current = [s["id"] for s in listed.json()["items"] if s["current"]]
    assert current == [tokens["session_id"]]
    assert tokens["refresh_token"] not in listed.text
    assert "hash" not in listed.text


def test_r9_ones_own_session_can_be_ended_and_no_other(service: Service) -> None:
    mine, other = service.sign_in("bob"), service.sign_in("alice")
    caller = service.with_token(mine["access_token"])
    assert caller.http.delete(f"/sessions/{other['session_id']}").status_code == 404
    assert alive(service, other)
    assert caller.http.delete(f"/sessions/{mine['session_id']}").status_code == 204
    assert not alive(service, mine)
    assert refresh(service, mine["refresh_token"]).status_code == 400


def test_r13_refresh_tokens_are_long_and_kept_only_as_hashes(service: Service) -> None:
    tokens = service.sign_in("alice")
    assert len(tokens["refresh_token"]) * 6 >= 128
    refresh(service, tokens["refresh_token"])
    log = "".join(service.server.log)
    assert tokens["refresh_token"] not in log
    assert tokens["access_token"] not in log
    found = re.fullmatch(r"sqlite\+aiosqlite:///(.+)", str(service.settings["database_url"]))
    if found:
        with closing(sqlite3.connect(found[1])) as connection:
            dump = "\n".join(connection.iterdump())
        assert tokens["refresh_token"] not in dump


def test_r14_one_session_too_many_ends_the_one_unused_longest(
    service: Service, tmp_path: Path
) -> None:
    settings = {**service.settings, "sessions_per_user": 2}
    with ExitStack() as stack:
        server = stack.enter_context(running(tmp_path, **settings))
        few = Service(server, key=service.key, settings=settings)
        stack.callback(few.close)
        first, second, third = (few.sign_in("max") for _ in range(3))
        assert [alive(few, tokens) for tokens in (first, second, third)] == [False, True, True]


def test_wrong_credentials_are_answered_alike(service: Service) -> None:
    tried = [
        {"tenant": "acme", "email": f"{uuid4().hex}@acme.example", "password": "wrong"},
        {"tenant": "acme", "email": "alice@acme.example", "password": "wrong"},
        {"tenant": "nowhere", "email": "alice@acme.example", "password": "wrong"},
    ]
    answers = [service.nobody.http.post("/sessions", json=body) for body in tried]
    assert {answer.status_code for answer in answers} == {401}
    assert len({json.dumps(answer.json()) for answer in answers}) == 1


def test_registration_tells_nobody_who_has_an_account(service: Service) -> None:
    body = {"tenant": "acme", "name": "Alice", "password": "another password"}
    answers = [
        service.nobody.http.post("/users", json={**body, "email": email})
        for email in ("ALICE@acme.example", f"{uuid4().hex}@acme.example")
    ]
    assert [(a.status_code, a.json()) for a in answers] == [(202, {"status": "accepted"})] * 2
    assert service.sign_in("alice")
