"""Generated code under the rules of hand-written code: ruff, mypy, and what mypy refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adhere import contract, document, emit

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/openapi.yaml"))

IMPLEMENTATION = """\
from uuid import UUID

from adhere.runtime import Call, Conflict409, NoContent204, NotFound404, Ok200
from bodies import create_app
from bodies.models import EditOrderBody, Order, OrderInput, OrderPage, Problem, Status
from bodies.orders import CreateOrder201, Orders, PutReceiptBody


class Shop:
    async def list_orders(self, call: Call[str], **_: object) -> OrderPage:
        return OrderPage(items=[], next=call.principal)

    async def create_order(
        self, call: Call[str], body: OrderInput, *, idempotency_key: str
    ) -> CreateOrder201 | Conflict409[Problem]:
        {create}

    async def get_order(self, call: Call[str], *, id: UUID) -> {get_returns}:
        return {get}

    async def edit_order(
        self, call: Call[str], body: EditOrderBody | None = None, *, id: UUID
    ) -> Ok200[Order] | NotFound404[Problem]:
        return NotFound404(body={edit_body})

    async def cancel_order(self, call: Call[str], *, id: UUID) -> None:
        return None

    async def get_receipt(self, call: Call[str], *, id: UUID) -> Ok200[bytes]:
        return Ok200(body=b"")
{last}

{use}
"""

FITTING = {
    "create": """order = Order(id=UUID(int=0), status=body.status, lines=body.lines)
        return CreateOrder201(body=order, location="x")""",
    "get_returns": "Order | NotFound404[Problem]",
    "get": 'NotFound404(body=Problem(title="x", status=404))',
    "edit_body": 'Problem(title="x", status=404)',
    "last": """
    async def put_receipt(self, call: Call[str], body: PutReceiptBody, *, id: UUID) -> None:
        return None
""",
    "use": "create_app(orders=Shop())",
}

UNDECLARED = {"get_returns": "Order | NoContent204", "get": "NoContent204()"}
WITHOUT_HEADER = {"create": "return CreateOrder201(body=Order())"}

Check = Callable[..., str]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    for case in CASES:
        loaded = document.load(GOLDEN / case / "openapi.yaml")
        assert loaded.document is not None
        package = emit.generate(loaded.document, contract.build(loaded.document).contract)
        emit.write(folder / case, package.files)
    return folder


def run(*arguments: str, cwd: Path) -> str:
    done = subprocess.run(  # our own tools
        [sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing(packages: Path) -> None:
    config = str(ROOT / "pyproject.toml")
    assert run("ruff", "check", "--config", config, ".", cwd=packages) == ""
    assert run("ruff", "format", "--config", config, "--check", ".", cwd=packages) == ""


@pytest.fixture(scope="module")
def mypy(packages: Path) -> Check:
    """Return a function that checks modules with mypy --strict; its cache is shared."""
    cache = f"--cache-dir={packages / '.mypy_cache'}"

    def check(*modules: str) -> str:
        options = ["--strict", "--no-pretty", cache]
        flags = [part for module in modules for part in ("-p", module)]
        return run("mypy", *options, *flags, cwd=packages)

    return check


def test_mypy_strict_finds_nothing(mypy: Check) -> None:
    assert mypy(*CASES) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, None),
        (UNDECLARED, 'expected "Orders'),
        ({"edit_body": "EditOrderBody()"}, '"NotFound404" has incompatible type "EditOrderBody"'),
        (WITHOUT_HEADER, 'Missing named argument "location"'),
        ({"create": "return Ok200(body=Order())"}, "Incompatible return value type"),
        ({"last": ""}, 'expected "Orders'),
    ],
    ids=["fitting", "undeclared status", "wrong body", "no header", "another's reply", "partial"],
)
def test_mypy_refuses_what_the_contract_does_not_say(
    packages: Path, mypy: Check, change: dict[str, str], told: str | None
) -> None:
    text = IMPLEMENTATION.format(**{**FITTING, **change})
    name = "impl_" + re.sub(r"\W", "_", str(sorted(change)))
    (packages / name).mkdir(exist_ok=True)
    (packages / name / "__init__.py").write_text(text, "utf-8")
    found = mypy(name)
    assert (told is None) == (found == ""), found
    assert told is None or told in found
