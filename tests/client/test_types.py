"""What mypy --strict knows of a generated client: every argument, and every reply of a match."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adhere import contract, document, emit

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/openapi.yaml"))

SCRIPT = """\
import asyncio
from typing import assert_never

from adhere.client import BasicCredentials
from adhere.runtime import Conflict409, Unauthorized401
from library.books import AddBook201
from library.client import AsyncClient, Client
from library.models import Book

BOOK = Book(isbn="1", title="A")


def title() -> str:
    with Client({credentials}) as client:
        reply = client.books.add_book({arguments})
    match reply:
        case AddBook201(body=book, location=location):
            return book.title + location
        case Unauthorized401() | {refused}():
            raise reply
        case _:
            assert_never(reply)


async def title_async() -> str:
    async with AsyncClient("http://test", member="m", timeout=3) as client:
        reply = {sending} client.books.add_book(BOOK)
    return reply.location if isinstance(reply, AddBook201) else reply.body.title


asyncio.run(title_async())
"""
FITTING = {
    "credentials": 'member="m", lender=BasicCredentials("u", "p"), validate=False',
    "arguments": 'BOOK, content_type_="application/json", content_type=None',
    "refused": "Conflict409",
    "sending": "await",
}


def write(folder: Path, case: str) -> None:
    """Generate the package of a golden project, with its client."""
    loaded = document.load(GOLDEN / case / "openapi.yaml")
    assert loaded.document is not None
    package = emit.generate(loaded.document, contract.build(loaded.document).contract, client=True)
    emit.write(folder, package.files)


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function that checks a script that uses the client; the cache is shared."""
    folder = tmp_path_factory.mktemp("types")
    write(folder / "library", "client")

    def check(script: str) -> str:
        (folder / "script.py").write_text(script, "utf-8")
        return run(folder, "mypy", "--strict", "-m", "script", "-p", "library")

    return check


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, None),
        ({"refused": "Unauthorized401"}, 'Argument 1 to "assert_never" has incompatible type'),
        ({"arguments": '{"isbn": "1"}'}, "Argument 1 has incompatible type"),
        ({"arguments": 'BOOK, content_type_="text/html"'}, "has incompatible type"),
        ({"arguments": ""}, "Too few arguments"),
        ({"arguments": "BOOK, page=1"}, "Unexpected keyword argument"),
        ({"credentials": "members=3"}, "Unexpected keyword argument"),
        ({"credentials": 'lender="secret"'}, 'Argument "lender" to "Client" has incompatible'),
        ({"sending": ""}, '"Coroutine[Any, Any, AddBook201'),
    ],
    ids=["fitting", "case missing", "body", "media type", "no body", "parameter", "scheme",
         "credential", "no await"],
)  # fmt: skip
def test_mypy_knows_what_the_contract_says(
    mypy: Callable[[str], str], change: dict[str, str], told: str | None
) -> None:
    script = SCRIPT
    for name, text in {**FITTING, **change}.items():
        script = script.replace(f"{{{name}}}", text)
    found = mypy(script)
    assert (told is None) == (found == ""), found
    assert told is None or told in found, found


def test_the_client_of_any_document_is_clean(tmp_path: Path) -> None:
    for case in CASES:
        write(tmp_path / f"{case}_api", case)
    config = str(ROOT / "pyproject.toml")
    assert run(tmp_path, "ruff", "check", "--config", config, ".") == ""
    assert run(tmp_path, "ruff", "format", "--config", config, "--check", ".") == ""
    modules = [part for case in CASES for part in ("-m", f"{case}_api.client")]
    assert run(tmp_path, "mypy", "--strict", *modules) == ""
