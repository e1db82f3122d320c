"""Published documents with webhooks or callbacks, and names as odd as they come."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adhere import contract, document, emit
from adhere.client import Group
from adhere.client.operation import Operation
from adhere.client.plan import plans_of

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "files"
SAMPLE = {
    "camara": "camara__quality-on-demand/API_definitions/quality-on-demand.yaml",
    "callback": "oai__v3.0-callback-example/callback-example.yaml",
    "oasdiff": "oasdiff__openapi-test1/openapi-test1.yaml",
    "polar": "polar__polar/2026-10.openapi.json",
    "tictactoe": "oai__v3.1-tictactoe/tictactoe.yaml",
    "webhook": "oai__v3.1-webhook-example/webhook-example.json",
}
ODD = [
    "class",
    "a.b",
    "a b",
    "a-b",
    "{x}",
    "webhook",
    "callback",
    "str",
    "",
    "\u96ea",
    '"""\\',
    "1",
]


def generate(spec: Path, folder: Path) -> emit.Package:
    loaded = document.load(spec)
    assert loaded.document is not None
    package = emit.generate(loaded.document, contract.build(loaded.document).contract)
    emit.write(folder, package.files)
    return package


def run(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def check_clean(folder: Path, names: list[str]) -> None:
    config = str(ROOT / "pyproject.toml")
    assert run("ruff", "check", "--config", config, ".", cwd=folder) == ""
    modules = [part for name in names for part in ("-m", f"{name}.senders")]
    assert run("mypy", "--strict", *modules, cwd=folder) == ""


def planned(name: str) -> list[str]:
    """Return the methods of a package's senders, each of which has a plan that is whole."""
    module = importlib.import_module(f"{name}.senders")
    plans = plans_of(module.CONTRACT)
    groups = [g for g in vars(module).values() if inspect.isclass(g) and issubclass(g, Group)]
    operations = [o for group in groups for o in vars(group).values() if isinstance(o, Operation)]
    for operation in operations:
        plan = plans.of(operation.method)
        assert plan.replies.accept
        assert plan.security is not None
        assert plan.parameters is not None
    return [operation.method.__name__ for operation in operations]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")
def test_published_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"{name}_sends" for name in SAMPLE]
    for name, spec in zip(names, SAMPLE.values(), strict=True):
        generate(CORPUS / spec, tmp_path / name)
    check_clean(tmp_path, names)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert all(planned(name) for name in names)


def operation() -> dict[str, Any]:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {"post": {"requestBody": body, "responses": {"204": {"description": "Noted."}}}}


def odd_document() -> dict[str, Any]:
    callbacks = {name: {"{$request.query.url}": operation()} for name in ODD}
    paths = {
        f"/{path}": {"get": {"responses": {}, "tags": [tag], "callbacks": callbacks}}
        for path, tag in (("a", "webhooks"), ("b", "callbacks"), ("c", "senders"))
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Odd", "version": "1"},
        "paths": paths,
        "webhooks": {name: operation() for name in ODD},
    }


def test_odd_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(odd_document()), "utf-8")
    files = generate(spec, tmp_path / "odd_sends").files
    assert {"webhooks.py", "callbacks.py", "senders_operations.py", "senders.py"} <= set(files)
    check_clean(tmp_path, ["odd_sends"])
    monkeypatch.syspath_prepend(str(tmp_path))
    names = planned("odd_sends")
    assert len(names) == len(ODD) + 3 * len(ODD)


def test_a_contract_without_either_has_nothing_of_it(tmp_path: Path) -> None:
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({**odd_document(), "webhooks": {}, "paths": {}}), "utf-8")
    files = generate(spec, tmp_path / "none").files
    assert not {"webhooks.py", "callbacks.py", "senders.py"} & set(files)
    assert not any(name in files["__init__.py"] for name in ("webhook", "callback"))
