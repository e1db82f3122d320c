"""Clients of published documents: they import, call what they say, and please ruff and mypy."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from adhere import contract, document, emit
from adhere.client import Group
from adhere.client.operation import Operation
from adhere.client.plan import plans_of

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "files"
# Small enough for mypy to take a dozen, and each unlike the others.
SAMPLE = {
    "adyen": "adyen__CheckoutService-v71/CheckoutService-v71.json",
    "connexion": "connexion__openapi-3/openapi.yaml",
    "cyclonedx": "cyclonedx__tea/openapi.yaml",
    "langchain": "langchain__agent-protocol/openapi.json",
    "matrix": "matrix__key_backup/key_backup.yaml",
    "mobilitydata": "mobilitydata__UserServiceAPI/UserServiceAPI.yaml",
    "oasdiff": "oasdiff__home-iot-api-1/home-iot-api-1.yaml",
    "ogen": "ogen__allOf/allOf.yml",
    "openeo": "openeo__openeo/openapi.yaml",
    "typespec": "typespec__openapi/openapi.yaml",
    "vonage": "vonage__conversation/conversation.yml",
    "xero": "xero__xero-finance/xero-finance.yaml",
}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the checkout")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package of each document of the sample."""
    folder = tmp_path_factory.mktemp("corpus_clients")
    for name, path in SAMPLE.items():
        loaded = document.load(CORPUS / path)
        assert loaded.document is not None
        built = contract.build(loaded.document)
        package = emit.generate(loaded.document, built.contract, client=True)
        emit.write(folder / f"{name}_api", package.files)
    return folder


def run(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing(packages: Path) -> None:
    config = str(ROOT / "pyproject.toml")
    assert run("ruff", "check", "--config", config, ".", cwd=packages) == ""
    assert run("ruff", "format", "--config", config, "--check", ".", cwd=packages) == ""


def test_mypy_strict_finds_nothing(packages: Path) -> None:
    modules = [part for name in SAMPLE for part in ("-m", f"{name}_api.client")]
    assert run("mypy", "--strict", *modules, cwd=packages) == ""


@pytest.mark.parametrize("name", SAMPLE)
def test_every_operation_has_a_plan(
    packages: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(packages))
    module = importlib.import_module(f"{name}_api.client")
    plans = plans_of(module.CONTRACT)
    groups = [g for g in vars(module).values() if inspect.isclass(g) and issubclass(g, Group)]
    operations = [o for group in groups for o in vars(group).values() if isinstance(o, Operation)]
    assert operations
    for operation in operations:
        plan = plans.of(operation.method)
        hints = get_type_hints(operation.function)
        taken = {"accept", "accept_", "body", "content_type", "content_type_", "return", "stream"}
        assert set(hints) - taken == set(plan.parameters) - taken
        assert ("body" in hints) == (plan.body is not None)
        assert plan.replies.accept
    client = module.Client("http://test")
    client.close()
