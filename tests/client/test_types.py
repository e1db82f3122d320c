"""What mypy --strict knows of a generated client: every argument, and every reply of a match."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adhere import contract, document, emit

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "tests" / "golden" / "client" / "openapi.yaml"

SCRIPT = """\
import asyncio
from typing import assert_never

from adhere.client import BasicCredentials
from library.books import AddBook201
from library.client import AsyncClient, Client
from library.models import Book
from library.replies import Refused401, Refused409

BOOK = Book(isbn="1", title="A")


def title() -> str:
    with Client({credentials}) as client:
        reply = client.books.add_book({arguments})
    match reply:
        case AddBook201(body=book, location=location):
            return book.title + location
        case Refused401() | {refused}():
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
    "refused": "Refused409",
    "sending": "await",
}


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Return a function that checks a script that uses the client; the cache is shared."""
    folder = tmp_path_factory.mktemp("types")
    loaded = document.load(SPEC)
    assert loaded.document is not None
    package = emit.generate(loaded.document, contract.build(loaded.document).contract, client=True)
    emit.write(folder / "library", package.files)

    def check(script: str) -> str:
        (folder / "script.py").write_text(script, "utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "-m", "script", "-p", "library"],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.stdout + done.stderr if done.returncode else ""

    return check


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, None),
        ({"refused": "Refused401"}, 'Argument 1 to "assert_never" has incompatible type'),
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
