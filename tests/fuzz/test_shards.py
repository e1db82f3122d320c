"""A run divided among machines is the whole run."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from adhere import contract as contracts
from adhere.contract.nodes import Contract
from adhere.fuzz import FuzzError, FuzzReport
from adhere.fuzz.changes import producers
from adhere.fuzz.examples import kept_in
from adhere.fuzz.resources import resources
from adhere.fuzz.run import read
from adhere.fuzz.shards import Shard, part_of

SPEC = Path(__file__).parent / "shop" / "openapi.yaml"
SERVER = shutil.which("redis-server")


def label(method: str, path: str) -> str:
    return f"{method.upper()} {path}"


def contract_of(document: dict[str, Any], folder: Path) -> Contract:
    file = folder / "openapi.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return contracts.build(read(file)).contract


def operation(path: str, refers_to: str | None) -> dict[str, Any]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [
        {"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names
    ]
    made: dict[str, Any] = {"responses": {"200": {"description": "."}}, "parameters": parameters}
    if refers_to is not None:
        schema = {"type": "object", "properties": {f"{refers_to}_id": {"type": "string"}}}
        made["requestBody"] = {"content": {"application/json": {"schema": schema}}}
    return made


KINDS = ("order", "product", "user", "site", "tag")


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for kind in draw(st.lists(st.sampled_from(KINDS), unique=True, min_size=1)):
        above = draw(st.sampled_from(["", "/sites/{site_id}", "/v1"]))
        collection, item = f"{above}/{kind}s", f"{above}/{kind}s/{{{kind}_id}}"
        other = draw(st.none() | st.sampled_from(KINDS))
        paths[collection] = {
            "get": operation(collection, None),
            "post": operation(collection, other),
        }
        paths[item] = {m: operation(item, None) for m in ("get", "delete")}
        if draw(st.booleans()):
            paths[f"{item}/step"] = {"post": operation(f"{item}/step", other)}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}


@hypothesis.settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(document=documents(), count=st.integers(1, 6))
def test_the_parts_are_the_whole(tmp_path: Path, document: dict[str, Any], count: int) -> None:
    contract = contract_of(document, tmp_path)
    everything = {label(o.method, o.path) for o in contract.operations}
    parts = [part_of(contract, Shard(index, count)) for index in range(1, count + 1)]
    assert sorted(name for part in parts for name in part.own) == sorted(everything)
    for part in parts:
        # What an operation needs, it has; nothing is there without cause.
        assert producers(contract, part.tested) <= part.tested <= everything
        assert not part.own & part.needed
    collections = {kind.collection for kind in resources(contract)}
    for kind in resources(contract):
        steps = [step for step in kind.steps if step.path not in collections]
        together = [kind.create, kind.list, kind.read, kind.delete, *steps]
        names = {label(o.method, o.path) for o in together if o is not None}
        assert any(names <= part.own for part in parts), "a kind is torn apart"
    again = [part_of(contract, Shard(index, count)) for index in range(1, count + 1)]
    assert again == parts


def test_no_part_has_more_than_it_must() -> None:
    contract = contracts.build(read(SPEC)).contract
    sizes = [len(part_of(contract, Shard(index, 3)).own) for index in (1, 2, 3)]
    assert sorted(sizes) == [1, 2, 3]  # the three operations on items stay together


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "a/b", "-1/2", "1/2/3", "1/99999"])
def test_what_is_no_part_is_told(text: str) -> None:
    with pytest.raises(FuzzError, match="a shard is written I/N"):
        Shard.parse(text)


def test_every_finding_of_the_whole_is_one_of_a_part(fuzz: Callable[..., FuzzReport]) -> None:
    mistakes = ("wrong-body", "no-challenge")
    contract = contracts.build(read(SPEC)).contract
    whole = fuzz(*mistakes)
    found: set[str] = set()
    tested: set[str] = set()
    for index in (1, 2):
        part = part_of(contract, Shard(index, 2))
        report = fuzz(*mistakes, operations=part.tested)
        found |= {finding.id for finding in report.findings}
        tested |= set(report.operations)
    assert whole.findings
    assert {finding.id for finding in whole.findings} <= found
    assert tested == set(whole.operations)


# Where examples are kept


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if SERVER is None:
        pytest.skip("redis-server is not installed")
    redis = pytest.importorskip("redis")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(
        url, retry=redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 200)
    )
    client.ping()
    client.close()
    yield url
    process.terminate()
    process.wait(10)


def test_a_case_that_showed_something_is_tried_by_another_machine(
    redis_url: str, fuzz: Callable[..., FuzzReport], shop: ModuleType
) -> None:
    import redis  # noqa: PLC0415

    before = hypothesis.settings.get_current_profile_name()
    found = fuzz("wrong-body", example_database=redis_url)
    assert found.findings
    assert hypothesis.settings.get_current_profile_name() == before
    with redis.Redis.from_url(redis_url) as client:
        assert list(client.scan_iter("hypothesis-example:*"))


def test_a_folder_will_do(tmp_path: Path, fuzz: Callable[..., FuzzReport]) -> None:
    fuzz("wrong-body", example_database=str(tmp_path / "examples"))
    assert any((tmp_path / "examples").rglob("*"))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("http://127.0.0.1/", "is a folder or redis://HOST:PORT/NUMBER, not http://"),
        ("redis://:secret@127.0.0.1:1/0", "at 127.0.0.1:1 does not answer"),
        ("redis://127.0.0.1:1/nothing", "does not answer"),
    ],
)
def test_a_place_that_cannot_be_used_is_told_without_its_password(place: str, said: str) -> None:
    pytest.importorskip("redis")
    with pytest.raises(FuzzError, match=said) as caught, kept_in(place):
        pass
    assert "secret" not in str(caught.value)
