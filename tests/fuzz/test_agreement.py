"""The service says which contract it runs, and a run says first how that differs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from schemathesis.python import asgi

from adhere import contract as contracts
from adhere import emit
from adhere.document import Document, load
from adhere.fuzz import Settings, run
from adhere.fuzz.agreement import differences, digest
from adhere.fuzz.text import render_text
from adhere.runtime import Options

BASE = f"http://{asgi.HOST}"
SPEC = """
openapi: 3.1.1
info: {title: Tea, version: '1'}
security: []
paths:
  /cups:
    get:
      operationId: listCups
      responses: {'204': {description: None.}}
  /pots:
    get:
      operationId: listPots
      responses: {'204': {description: None.}}
"""


def document(folder: Path, text: str) -> Document:
    file = folder / "openapi.yaml"
    file.write_text(text)
    loaded = load(file).document
    assert loaded is not None
    return loaded


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    read = document(tmp_path, SPEC)
    built = contracts.build(read).contract
    emit.write(tmp_path / "tea_package", emit.generate(read, built).files)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "tea_package", raising=False)
    return __import__("tea_package")


def test_service_answers_the_digest_of_its_contract(package: ModuleType, tmp_path: Path) -> None:
    client = asgi.get_client(package.create_app())
    told = client.get(f"{BASE}/.well-known/adhere-contract").json()

    assert told == {
        "title": "Tea",
        "version": "1",
        "document": "/openapi.json",
        "sha256": digest(document(tmp_path, SPEC).served),
    }
    assert told["sha256"] == digest(client.get(f"{BASE}/openapi.json").json())


def test_it_can_be_switched_off(package: ModuleType, tmp_path: Path) -> None:
    app = package.create_app(options=Options(tell_contract=False))
    reply = asgi.get_client(app).get(f"{BASE}/.well-known/adhere-contract")
    assert reply.status_code == 404
    report = run(app, document(tmp_path, SPEC), Settings(seed=1, max_examples=1))
    assert report.agreement is None


def test_run_says_that_the_contracts_are_the_same(package: ModuleType, tmp_path: Path) -> None:
    app = package.create_app()
    report = run(app, document(tmp_path, SPEC), Settings(seed=1, max_examples=1))
    assert report.agreement == "the service runs this contract"


def test_run_says_how_they_differ(package: ModuleType, tmp_path: Path) -> None:
    text = SPEC.replace("/pots", "/jugs").replace("'1'", "'2'").replace("None.", "Nothing.", 1)
    report = run(package.create_app(), document(tmp_path, text), Settings(seed=1, max_examples=1))

    assert report.agreement == (
        "the service runs another contract than this (Tea 1): GET /cups differs, "
        "GET /jugs is missing there, GET /pots is only there, info differs"
    )
    assert f"Contract: {report.agreement}." in render_text(report)


def test_components_are_compared_by_name() -> None:
    ours = {"components": {"schemas": {"A": {"type": "string"}, "B": {}}}}
    theirs = {"components": {"schemas": {"A": {"type": "integer"}}}}
    assert list(differences(json.loads(json.dumps(theirs)), ours)) == [
        "components.schemas.A differs",
        "components.schemas.B is missing there",
    ]
