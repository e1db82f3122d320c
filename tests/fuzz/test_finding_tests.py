"""A finding as a pytest file: it fails against the service, and passes when that is mended."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn
from click.testing import CliRunner
from starlette.responses import Response

from adhere.cli.commands import adhere
from adhere.cli.finding_tests import write_tests
from adhere.cli.finding_tests.files import header_of
from adhere.contract import build
from adhere.document import load
from adhere.fuzz import FuzzReport, Identity, Settings, run

HERE = Path(__file__).parent
SPEC = HERE / "shop" / "openapi.yaml"
NOTES = HERE / "notes" / "openapi.yaml"
MISTAKES = ("wrong-body", "accepts-invalid", "no-authorization", "no-challenge")
# Rules that contradict others, or that tests do not keep: they assert that a status is a number.
TEMPORARY = "S108"  # the document of this test may lie in a folder for what is temporary
NOT_OF_TESTS = ("COM812", "CPY001", "D203", "D213", "INP001", "PLR2004", "S101")
CHECKS = frozenset({"authentication", "authorization-matrix"})


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return client_of(SPEC, tmp_path_factory.mktemp("client") / "shop_client")


def client_of(spec: Path, folder: Path) -> Path:
    words = ["generate", str(spec), "--out", str(folder), "--client", "--quiet"]
    done = CliRunner().invoke(adhere, words)
    assert done.exit_code == 0, done.output
    return folder


@contextmanager
def served(app: Any) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def outcomes(folder: Path, package: Path, url: str, **tokens: str) -> dict[str, str]:
    """Run the tests in a process of their own and return how each ended."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "-n0", "."],
        cwd=folder,
        env={
            **os.environ,
            **tokens,
            "ADHERE_URL": url,
            "PYTHONPATH": os.pathsep.join([str(package.parent), str(Path.cwd())]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^(PASSED|FAILED) (\S+?)::", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return {file: outcome for outcome, file in found}


def tokens(url: str) -> dict[str, str]:
    return {
        f"{name.upper()}_TOKEN": requests.post(
            f"{url}/sessions", json={"name": name, "password": "correct-horse"}, timeout=5
        ).json()["access_token"]
        for name in ("ada", "bob")
    }


def test_files_fail_until_the_service_is_mended(
    shop: Any,
    fuzz: Callable[..., FuzzReport],
    identities: tuple[Identity, ...],
    package: Path,
    tmp_path: Path,
) -> None:
    narrow = {"operations": frozenset({"POST /items"}), "identities": identities[:2]}
    report = fuzz(*MISTAKES, checks=CHECKS, max_examples=4, **narrow)
    paths = write_tests(report, tmp_path, package)
    texts = {path.name: path.read_text() for path in paths}

    assert len(paths) == len(report.findings) > 3
    for form in ("Client(URL, user_token=", "httpx.request(", "assert_mended(\n"):
        assert any(form in text for text in texts.values()), form
    for secret in ("correct-horse", "battery-staple", "token-00"):
        assert not any(secret in text for text in texts.values())

    (tmp_path / "pyproject.toml").write_text((HERE / "shop" / "fuzz.toml").read_text())
    with served(shop.make_app(*MISTAKES)) as url:
        assert set(outcomes(tmp_path, package, url, **tokens(url)).values()) == {"FAILED"}
    with served(shop.make_app()) as url:
        assert set(outcomes(tmp_path, package, url, **tokens(url)).values()) == {"PASSED"}


def test_files_are_clean(fuzz: Callable[..., FuzzReport], package: Path, tmp_path: Path) -> None:
    report = fuzz(*MISTAKES, checks=CHECKS, max_examples=4)
    folder = tmp_path / "tests"
    folder.mkdir()
    write_tests(report, folder, package)
    rules = ["--select=ALL", f"--ignore={','.join([*NOT_OF_TESTS, TEMPORARY])}"]
    for words in (
        ["ruff", "check", "--isolated", "--no-cache", "--line-length=100", *rules, str(folder)],
        ["mypy", "--strict", "--config-file=", str(folder)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env={**os.environ, "MYPYPATH": str(package.parent)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def notes(log: Path, *, forgets_to_delete: bool) -> Any:
    found = importlib.util.spec_from_file_location("fuzz_notes", HERE / "notes" / "service.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    inner = module.make_app(log)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        is_deletion = scope.get("method") == "DELETE" and forgets_to_delete
        await (Response(status_code=204) if is_deletion else inner)(scope, receive, send)

    return app


def test_several_requests_become_several_calls(tmp_path: Path) -> None:
    package = client_of(NOTES, tmp_path / "notes_client")
    broken, mended = (notes(tmp_path / "log", forgets_to_delete=flag) for flag in (True, False))
    settings = Settings(seed=1, phases=frozenset(), checks=frozenset({"states"}))
    report = run(broken, NOTES, settings)
    folder = tmp_path / "tests"
    folder.mkdir()
    write_tests(report, folder, package)
    finding = next(f for f in report.findings if f.reason == "still finds what was deleted")
    (path,) = folder.glob(f"*{finding.id}.py")

    assert [step.exchange.method for step in finding.steps] == ["POST", "DELETE", "GET"]
    text = path.read_text()
    assert text.count("Client(URL)") == 3, text
    assert "assert reply.status_code in {404, 410}" in text
    for other in folder.glob("*.py"):
        if other != path:
            other.unlink()
    for app, outcome in ((broken, "FAILED"), (mended, "PASSED")):
        with served(app) as url:
            assert outcomes(folder, package, url) == {path.name: outcome}


def test_declared_header_fields_are_members_of_a_typed_reply() -> None:
    document = load(HERE.parents[1] / "spec" / "openapi.yaml").document
    assert document is not None
    operations = build(document).contract.operations
    (read,) = [o for o in operations if (o.method, o.path) == ("GET", "/products/{product_id}")]
    assert header_of(read, "etag") == ".etag"
    assert header_of(read, "x-trace") == '.extra_headers["x-trace"]'
    assert header_of(None, "etag") == '.extra_headers["etag"]'


def test_text_of_strangers_stays_text(fuzz: Callable[..., FuzzReport], tmp_path: Path) -> None:
    report = fuzz("accepts-invalid", operations=frozenset({"POST /items"}), max_examples=2)
    hostile = '"""\nraise SystemExit\n\\\0"'
    finding = replace(report.findings[0], reason=hostile, detail=hostile)
    (path,) = write_tests(replace(report, findings=(finding,)), tmp_path, None)

    (test,) = [n for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef)]
    assert not any(isinstance(node, ast.Raise) for node in ast.walk(test))
