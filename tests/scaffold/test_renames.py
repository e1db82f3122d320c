"""Operations and tags with new names, followed where method and path stayed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from adhere.cli.commands import adhere
from tests.scaffold.conftest import ORDERS, Project

CREATE, GET = "POST /orders", "GET /orders/{order_id}"
NAMED = {"orders.create_order": CREATE, "orders.get_order": GET}

IMPL = '''\
"""By hand."""
from generated.models import NewOrder, Order
from generated.orders import (CreateOrder201,   # as decided
    Orders)
from generated.replies import NotFound404
from adhere.runtime import Call
from uuid import UUID


class Api( Orders [int] ) :
    """Orders."""

    async def create_order(
        self, call: Call[int], body: NewOrder, *, idempotency_key: str
    ) -> CreateOrder201 | NotFound404:
        get_order =1   # mine
        return CreateOrder201(body=Order())

    @cached( 1 )
    async  def  get_order(self, call :Call[int|None], *, order_id:UUID, limit=20): # get_order
        return  await self.get_order(call)
'''


def rename(project: Project, *, texts: Mapping[str, str], named: Mapping[str, str]) -> None:
    """Let the contract become another, as `adhere generate` leaves it behind."""
    text = ORDERS
    for old, new in texts.items():
        text = text.replace(old, new)
    (project.root / "generated/orders.py").unlink()
    group = next(name.partition(".")[0] for name in named if name not in NAMED)
    manifest = json.dumps({"operations": {**NAMED, **named}})
    project.put({f"generated/{group}.py": text, "generated/manifest.json": manifest})


def test_a_renamed_operation_is_followed_and_nothing_else_changes(project: Project) -> None:
    project.put({"impl/orders.py": IMPL})
    rename(project, texts={"get_order": "read_order"}, named={"orders.read_order": GET})
    made = project.implement()
    expected = IMPL.replace("async  def  get_order(", "async  def  read_order(")
    assert project.read("impl/orders.py") == expected
    assert [r.renamed.current for r in made.renamed] == ["orders.read_order"]
    assert project.plan().files == {}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_names_that_bodies_say_are_imported_under_the_names_they_say(
    project: Project, newline: str
) -> None:
    project.put({"impl/orders.py": IMPL.replace("\n", newline).encode()})
    texts = {"create_order": "place_order", "CreateOrder": "PlaceOrder"}
    rename(project, texts=texts, named={"orders.place_order": CREATE})
    project.implement()
    expected = IMPL.replace("def create_order", "def place_order").replace(
        "(CreateOrder201,  ", "(PlaceOrder201 as CreateOrder201,  "
    )
    assert project.read("impl/orders.py") == expected.replace("\n", newline)


def test_names_that_only_signatures_say_are_renamed(project: Project) -> None:
    source = IMPL.replace("return CreateOrder201(body=Order())", "raise E")
    project.put({"impl/orders.py": source})
    texts = {"create_order": "place_order", "CreateOrder": "PlaceOrder"}
    rename(project, texts=texts, named={"orders.place_order": CREATE})
    project.implement()
    expected = source.replace("def create_order", "def place_order")
    assert project.read("impl/orders.py") == expected.replace("CreateOrder201", "PlaceOrder201")


def test_a_renamed_tag_moves_imports_and_bases(project: Project) -> None:
    other = "from generated import orders\nx: orders.Orders\n\n\ndef f(): return orders\n"
    project.put({"impl/orders.py": IMPL, "impl/other.py": other})
    named = {"purchases.create_order": CREATE, "purchases.get_order": GET}
    rename(project, texts={"Orders": "Purchases"}, named=named)
    made = project.implement()
    expected = IMPL.replace("generated.orders", "generated.purchases")
    expected = expected.replace("    Orders)", "    Purchases)").replace(
        "( Orders [", "( Purchases ["
    )
    assert project.read("impl/orders.py") == expected
    assert project.read("impl/other.py") == other.replace(
        "import orders", "import purchases as orders"
    ).replace("orders.Orders", "orders.Purchases")
    assert made.additions == ()
    assert not list(made.report)
    assert project.plan().files == {}
    assert "Pass on what is new: create_app(purchases=Api(...))" in made.summary()


def test_a_tag_and_its_operations_are_renamed_at_once_and_more_than_once(
    project: Project,
) -> None:
    project.put({"impl/orders.py": IMPL})
    texts = {"get_order": "read", "Orders": "Purchases", "limit: int": "most: int"}
    named = {"sales.get_order": GET, "sales.create_order": CREATE}
    named |= {"purchases.create_order": CREATE, "purchases.read": GET}
    rename(project, texts=texts, named={"purchases.x": "GET /gone", **named})
    (project.root / "generated/orders.py").unlink(missing_ok=True)
    made = project.implement()
    text = project.read("impl/orders.py")
    assert (
        "async  def  read(self, call :Call[int|None], *, order_id:UUID, most: int = 20, limit=20):"
        in text
    )
    assert "class Api( Purchases [int] ) :" in text
    assert [d.message for d in made.report] == [
        "Api.read takes limit, which the contract does not have",
        "Api says self.get_order, which is self.read now",
    ]
    assert project.plan().files == {}


def test_relative_imports_stay_relative(project: Project) -> None:
    nested = {
        "app/__init__.py": "",
        "app/impl/__init__.py": "",
        "app/impl/o.py": IMPL.replace("from generated", "from ..generated"),
        "app/generated/__init__.py": "",
        "app/generated/sales.py": ORDERS.replace("Orders", "Sales"),
        "app/generated/models.py": project.read("generated/models.py"),
        "app/generated/replies.py": project.read("generated/replies.py"),
        "app/generated/manifest.json": json.dumps({"operations": NAMED}),
    }
    project.put(nested)
    app = Project(project.root / "app")
    app.implement()
    assert "from ..generated.sales import (CreateOrder201,   # as decided\n    Sales)" in app.read(
        "impl/o.py"
    )


def test_an_operation_that_moved_to_another_group_is_listed_with_where_it_belongs(
    project: Project,
) -> None:
    project.put({"impl/orders.py": IMPL})
    create, get = ORDERS.split('    @operation("GET"')
    get, reply = get.split("\n\nclass CreateOrder201")
    head = create[: create.index("    @operation")]
    stock = f'{head.replace("Orders", "Stock")}    @operation("GET"{get}'
    project.put(
        {
            "generated/orders.py": f"{create}\n\nclass CreateOrder201{reply}",
            "generated/stock.py": stock,
            "generated/manifest.json": json.dumps(
                {"operations": {**NAMED, "stock.get_order": GET}}
            ),
        }
    )
    made = project.implement()
    assert project.read("impl/orders.py") == IMPL
    (diagnostic,) = made.report
    assert diagnostic.message == f"Api.get_order serves {GET}, which is stock.get_order now"
    assert diagnostic.span.start.line == 20
    assert "class StockApi(Stock[Any]):" in project.read("impl/stock.py")


def test_groups_that_became_one_are_not_followed(project: Project) -> None:
    project.put({"impl/orders.py": IMPL})
    project.put({"impl/returns.py": "from generated.returns import R\nclass Returns(R): ...\n"})
    named = {"sales.create_order": CREATE, "sales.get_order": GET, "returns.get": GET}
    rename(project, texts={"Orders": "Sales"}, named=named)
    made = project.plan()
    assert not any(b"sales" in content for content in made.files.values() if b"By hand" in content)
    assert "implementation-orphan" in {d.rule for d in made.report}


@pytest.mark.parametrize(
    "manifest",
    [None, b"{}", b'{"operations": []}', b'{"operations": {"a": 1}}'],
)
def test_without_a_memory_the_old_method_is_listed_and_the_new_one_added(
    project: Project, manifest: bytes | None
) -> None:
    project.put({"impl/orders.py": IMPL})
    project.put({"generated/orders.py": ORDERS.replace("get_order", "read_order")})
    if manifest is not None:
        project.put({"generated/manifest.json": manifest})
    made = project.implement()
    assert [d.rule for d in made.report] == ["implementation-orphan"]
    text = project.read("impl/orders.py")
    assert "def  get_order(" in text
    assert "def read_order(" in text


SPEC = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /orders:
    get:
      operationId: getOrders
      tags: [orders]
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: array}}}}
        "404": {description: none}
"""


def test_from_contract_to_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke

    def generate(text: str) -> None:
        Path("spec.yaml").write_text(text)
        assert run(adhere, ["generate", "spec.yaml", "--quiet"]).exit_code == 0

    generate(SPEC)
    assert run(adhere, ["implement", "--yes"]).exit_code == 0
    file = Path("impl/orders.py")
    file.write_text(file.read_text().replace("raise NotImplementedError", "raise GetOrders404"))
    generate(SPEC.replace("getOrders", "listOrders"))
    limit = "parameters: [{name: limit, in: query, schema: {type: integer}}]\n      responses:"
    renamed = SPEC.replace("getOrders", "listOrders").replace("[orders]", "[sales]")
    generate(renamed.replace("responses:", limit))
    before = file.read_bytes()
    checked = run(adhere, ["implement", "--check"])
    assert checked.exit_code == 1
    assert (
        "OrdersApi.get_orders serves GET /orders, which is sales.list_orders now" in checked.output
    )
    asked = run(adhere, ["implement"])
    assert asked.exit_code == 1
    assert "+    async def list_orders(" in asked.output
    assert "Nothing was written: nobody can be asked here. Add --yes to write." in asked.output
    assert file.read_bytes() == before
    done = run(adhere, ["implement", "--yes"])
    assert done.exit_code == 0, done.output
    assert "OrdersApi.get_orders -> list_orders" in done.output
    assert "OrdersApi.list_orders + limit" in done.output
    assert "raise GetOrders404" in file.read_text()
    assert "limit: int | None = None" in file.read_text()
    ast.parse(file.read_text())
    imported = [sys.executable, "-c", "import impl.orders"]
    subprocess.run(imported, check=True, env={"PYTHONPATH": str(Path(__file__).parents[2])})
    assert run(adhere, ["implement", "--check"]).exit_code == 0
    assert run(adhere, ["generate", "spec.yaml", "--check"]).exit_code == 0


@pytest.mark.parametrize(("answer", "is_written"), [("y\n", True), ("n\n", False), ("\n", False)])
def test_on_a_terminal_somebody_is_asked(
    project: Project, monkeypatch: pytest.MonkeyPatch, answer: str, *, is_written: bool
) -> None:
    monkeypatch.chdir(project.root)
    monkeypatch.setattr("adhere.cli.implement.is_interactive", lambda: True)
    done = CliRunner().invoke(adhere, ["implement"], input=answer)
    assert "Write 1 file? [y/N]" in done.output
    assert "+class OrdersApi(Orders[Any]):" in done.output
    assert (done.exit_code == 0) == is_written
    assert (project.root / "impl/orders.py").exists() == is_written
