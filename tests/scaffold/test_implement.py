from __future__ import annotations

import ast
import subprocess

import pytest
from click.testing import CliRunner
from ruff import find_ruff_bin

from adhere.cli.commands import adhere
from tests.scaffold.conftest import ORDERS, SECURITY, Project

# Spaces, quotes and line ends that no formatter would leave alone.
ODD = '''\
#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Orders — by hand."""
from   __future__ import annotations
import os, sys
from adhere.runtime import Call  # noqa: F401
from generated.orders import (Orders,   # the law
    )
from impl.auth import Principal as P
@staticmethod_like (1 ,2)
class Api( Orders [P] ) :
    'Single quotes.'
    x=1;y = 2
    def  helper( self ): return  x   # keep

    # the end of the class

if x :  y=[1,
    2]
'''


def test_adds_every_method_with_the_exact_signature_and_its_imports(project: Project) -> None:
    project.put({"impl/orders.py": ODD})
    project.implement()
    text = project.read("impl/orders.py")
    assert (
        "    async def create_order(\n"
        "        self, call: Call[P], body: NewOrder, *, idempotency_key: str\n"
        "    ) -> CreateOrder201 | NotFound404:\n"
        '        """Place an order.\n\n'
        '        Its "stock" is reserved\\\\.\n'
        '        """\n'
        "        raise NotImplementedError\n\n"
        "    async def get_order(\n"
        "        self, call: Call[P | None], *, order_id: UUID, limit: int = 20\n"
        "    ) -> Order | NotFound404:\n"
        '        """Read an order."""\n'
        "        raise NotImplementedError\n"
    ) in text
    assert imported(text) >= {
        ("uuid", "UUID"),
        ("generated.models", "NewOrder"),
        ("generated.models", "Order"),
        ("generated.orders", "CreateOrder201"),
        ("generated.replies", "NotFound404"),
    }


def test_leaves_every_other_byte_alone(project: Project) -> None:
    project.put({"impl/orders.py": ODD})
    project.implement()
    rest = project.read("impl/orders.py")
    for line in ODD.splitlines(keepends=True):
        if "generated.orders" in line or line == "    )\n":
            continue  # the import statement that took new names
        before, found, rest = rest.partition(line)
        assert found, f"{line!r} is gone after {before!r}"


def test_a_second_run_changes_nothing(project: Project) -> None:
    project.put({"impl/orders.py": ODD, "generated/security.py": SECURITY})
    project.implement()
    again = project.implement()
    assert again.files == {}
    assert again.additions == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_keeps_the_line_ends_of_the_file(project: Project, newline: str) -> None:
    project.put({"impl/orders.py": ODD.replace("\n", newline).encode()})
    project.implement()
    content = project.read("impl/orders.py")
    assert "create_order" in content
    assert content.replace(newline, "").count("\n") == 0
    assert content.replace(newline, "").count("\r") == 0


def test_keeps_a_byte_order_mark_an_encoding_and_a_missing_last_newline(project: Project) -> None:
    latin = (
        "# -*- coding: latin-1 -*-\nfrom generated.orders import Orders\n"
        'NAME = "é"\nclass A(Orders): x = 1'
    )
    bom = "\ufefffrom generated.orders import Orders\n\n\nclass B(Orders): ..."
    project.put({"impl/a.py": latin.encode("latin-1")})
    project.implement()
    assert b'"\xe9"\n' in (project.root / "impl/a.py").read_bytes()
    assert not (project.root / "impl/a.py").read_bytes().endswith(b"\n")
    (project.root / "impl/a.py").unlink()
    project.put({"impl/b.py": bom})
    project.implement()
    assert (project.root / "impl/b.py").read_bytes().startswith(b"\xef\xbb\xbffrom")


def test_indents_with_tabs_where_the_file_does(project: Project) -> None:
    source = "from generated.orders import Orders\n\n\nclass Api(Orders[int]):\n\tx = 1\n"
    settings = '[tool.ruff.format]\nindent-style = "tab"\n'
    project.put({"impl/orders.py": source, "pyproject.toml": settings})
    project.implement()
    assert "\n\tasync def get_order(\n\t\tself, call: Call[int | None]," in project.read(
        "impl/orders.py"
    )


def test_uses_names_that_the_file_already_has(project: Project) -> None:
    source = (
        "import adhere.runtime\nimport generated.models as m\n"
        "from generated import orders, replies\nfrom uuid import UUID as Id\n\n\n"
        "class Api(orders.Orders[str]):\n    pass\n"
    )
    project.put({"impl/orders.py": source})
    project.implement()
    text = project.read("impl/orders.py")
    assert text.startswith(source.partition("\n\n\n")[0])  # no import was needed
    assert "call: adhere.runtime.Call[str], body: m.NewOrder" in text
    assert "order_id: Id" in text
    assert "orders.CreateOrder201 | replies.NotFound404" in text


def test_imports_under_another_name_where_the_file_means_something_else(project: Project) -> None:
    source = (
        "from generated.orders import Orders\n\n\nclass Order:\n    ...\n\n\n"
        "class Api(Orders[str]):\n    ...\n"
    )
    project.put({"impl/orders.py": source})
    project.implement()
    text = project.read("impl/orders.py")
    assert "from generated.models import Order as GeneratedOrder\n" in text
    assert "-> GeneratedOrder | NotFound404:" in text


def test_understands_relative_imports(project: Project) -> None:
    source = "from ..generated.orders import Orders\n\n\nclass Api(Orders[int]):\n    ...\n"
    nested = {
        f"app/{name}": (project.root / name).read_text()
        for name in ("generated/__init__.py", "generated/orders.py", "generated/models.py")
    }
    project.put(
        {**nested, "app/__init__.py": "", "app/impl/__init__.py": "", "app/impl/o.py": source}
    )
    app = Project(project.root / "app")
    app.implement()
    assert "from ..generated.orders import CreateOrder201, Orders\n" in app.read("impl/o.py")
    assert "from app.generated.models import NewOrder, Order\n" in app.read("impl/o.py")


def test_a_method_counts_where_it_is_decorated_assigned_or_inherited(project: Project) -> None:
    shared = "class Reading:\n    @cached\n    async def get_order(self): ...\n"
    source = (
        "from generated.orders import Orders\nfrom .shared import Reading\n\n\n"
        "class Api(Reading, Orders[int]):\n    create_order = make\n"
    )
    project.put({"impl/shared.py": shared, "impl/orders.py": source})
    assert project.plan().additions == ()


def test_takes_the_class_that_builds_on_another_implementation(project: Project) -> None:
    source = (
        "from generated.orders import Orders\n\n\nclass Base(Orders[int]):\n"
        "    async def get_order(self): ...\n\n\nclass Api(Base, Orders[int]):\n    x = 1\n"
    )
    project.put({"impl/orders.py": source})
    (addition,) = project.plan().additions
    assert addition.class_name == "Api"
    assert [method.name for method in addition.methods] == ["create_order"]


def test_keeps_synchronous_methods_synchronous(project: Project) -> None:
    project.put({"generated/orders.py": ORDERS.replace("async def get", "def get")})
    project.put({"impl/o.py": "from generated.orders import Orders\nclass A(Orders[int]): ...\n"})
    project.implement()
    assert "\n    def get_order(" in project.read("impl/o.py")
    assert "\n    async def create_order(" in project.read("impl/o.py")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (" ...\n", ""),
        (" pass  # later\n", "# later"),
        (' """Doc."""\n', '"""Doc."""'),
        ("\n    ...\n", ""),
        ('\n    """Doc."""\n\n    ...\n', '"""Doc."""'),
        ("\n    ...  # later\n", "...  # later"),
        ("\n    # why\n    pass\n", "# why\n    pass"),
    ],
)
def test_replaces_a_placeholder_and_nothing_else(project: Project, body: str, kept: str) -> None:
    project.put({"impl/o.py": f"from generated.orders import Orders\nclass A(Orders[int]):{body}"})
    project.implement()
    text = project.read("impl/o.py")
    assert kept in text
    assert kept or "..." not in text
    ast.parse(text)


def test_security_is_an_interface_like_any_other(project: Project) -> None:
    project.put({"impl/orders.py": ODD, "generated/security.py": SECURITY})
    project.put(
        {
            "impl/login.py": "from generated.security import Security\n"
            "from impl.auth import Principal\n"
            "class Login(Security[Principal]): ...\n"
        }
    )
    project.implement()
    assert "-> Granted[Principal] | None:" in project.read("impl/login.py")
    assert ("adhere.runtime", "BearerToken") in imported(project.read("impl/login.py"))


def test_what_receives_webhooks_is_not_owed(project: Project) -> None:
    protocol = """\
from adhere.runtime import Call, NoContent204, Protocol, webhook


class Webhooks(Protocol):
    @webhook("POST", "orderPlaced")
    async def order_placed(self, call: Call[None]) -> NoContent204 | None: ...
"""
    project.put({"generated/webhooks.py": protocol})
    assert {addition.class_name for addition in project.implement().additions} == {"OrdersApi"}
    assert not (project.root / "impl/webhooks.py").exists()


def test_a_group_without_a_class_gets_a_file_by_the_package_s_own_conventions(
    project: Project,
) -> None:
    project.put(
        {
            "generated/stock.py": ORDERS.replace("Orders", "Stock").replace("`orders`", "`stock`"),
            "impl/orders/__init__.py": "",
            "impl/orders/endpoints.py": "from generated.orders import Orders\n"
            "from impl.auth import Principal\n\n\n"
            "class OrdersEndpoints(Orders[Principal]):\n    ...\n",
        }
    )
    project.implement()
    text = project.read("impl/stock/endpoints.py")
    assert "class StockEndpoints(Stock[Principal]):\n" in text
    assert '"""Operations tagged `stock`."""' in project.read("impl/stock/__init__.py")
    assert clean(project)


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_package_that_is_not_there_is_made(project: Project, folder: str) -> None:
    (project.root / "impl/__init__.py").unlink()
    (project.root / "impl/auth.py").unlink()
    if folder == "missing":
        (project.root / "impl").rmdir()
    project.put({"generated/security.py": SECURITY})
    made = project.implement()
    assert "class OrdersApi(Orders[Any]):\n" in project.read("impl/orders.py")
    assert project.read("impl/__init__.py") == '"""The implementation of the contract."""\n'
    assert f"{project.root / 'impl/__init__.py'}: new" in made.summary()
    assert clean(project)


def test_a_file_that_is_taken_is_not_overwritten(project: Project) -> None:
    project.put({"impl/orders.py": "KEPT = True\n"})
    project.implement()
    assert project.read("impl/orders.py") == "KEPT = True\n"
    assert "class OrdersApi(" in project.read("impl/orders_api.py")


def test_a_group_whose_folder_is_there_is_at_home_in_it(project: Project) -> None:
    project.put({"impl/orders/__init__.py": "", "impl/orders/service.py": ""})
    project.implement()
    assert "class OrdersApi(" in project.read("impl/orders/api.py")


def test_text_of_the_contract_cannot_become_code(project: Project) -> None:
    evil = ORDERS.replace('"""Read an order."""', "'''\"\"\"\\nimport os\\n\"\"\" \\\\'''").replace(
        '"""Operations tagged `orders`."""', '\'"""; import os #\''
    )
    project.put({"generated/orders.py": evil})
    project.implement()
    tree = ast.parse(project.read("impl/orders.py"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]


def test_a_syntax_error_is_one_located_finding_and_changes_nothing(project: Project) -> None:
    project.put({"impl/orders.py": ODD, "impl/other.py": "x = 1\ny = (\n"})
    made = project.plan()
    (diagnostic,) = made.report
    assert (diagnostic.rule, diagnostic.span.file.name) == ("implementation-syntax", "other.py")
    assert (diagnostic.span.start.line, diagnostic.span.start.column) == (2, 5)
    assert made.files == {}


@pytest.mark.parametrize("content", [b"x = '\xff'\n", b"x = 1\x00\n", b"# coding: nonsense\n"])
def test_a_file_that_no_python_reads_is_a_finding(project: Project, content: bytes) -> None:
    project.put({"impl/other.py": content})
    (diagnostic,) = project.plan().report
    assert diagnostic.rule == "implementation-syntax"
    assert diagnostic.span.file.name == "other.py"


def test_an_orphan_without_annotations_is_told_by_its_call(project: Project) -> None:
    project.put(
        {
            "impl/orders.py": "from generated.orders import Orders\n\n\nclass Api(Orders[None]):\n"
            "    async def dropped(self, call, *, id): return None\n"
            "    def helper(self, value): return value\n"
        }
    )
    told = [d.message for d in project.plan().report if d.rule == "implementation-orphan"]
    assert len(told) == 1
    assert "dropped" in told[0]


def test_orphans_are_listed_and_stay(project: Project) -> None:
    source = ODD.replace(
        "    # the end",
        "    async def split(self, call: Call[P]): ...\n"
        "    def _own(self, call: Call[P]): ...\n\n    # the end",
    )
    project.put({"impl/orders.py": source})
    project.put({"impl/gone.py": "from generated.returns import Returns\nclass R(Returns): ...\n"})
    made = project.implement()
    assert [d.message.split()[0] for d in made.report] == [
        "R(generated.returns.Returns)",
        "Api.split",
    ]
    assert "async def split(" in project.read("impl/orders.py")


def test_two_classes_for_one_interface_are_told_and_settled_by_the_registry(
    project: Project,
) -> None:
    two = (
        "from generated.orders import Orders\n"
        "class A(Orders[int]): ...\nclass B(Orders[int]): ...\n"
    )
    project.put({"impl/orders.py": two})
    assert project.rules() == ["implementation-ambiguous"]
    assert project.rules({"orders": "impl.orders:C"}) == ["implementation-unknown"]
    (addition,) = project.plan({"orders": "impl.orders:B"}).additions
    assert addition.class_name == "B"


def test_the_registry_finds_a_class_that_does_not_name_the_interface(project: Project) -> None:
    project.put({"impl/orders.py": "class Api:\n    x = 1\n"})
    project.implement({"orders": "impl.orders:Api"})
    assert "call: Call[Any], body: NewOrder" in project.read("impl/orders.py")


def test_a_class_that_serves_an_operation_implements_its_group(project: Project) -> None:
    source = (
        "from __future__ import annotations\n\nfrom adhere.runtime import Call\n\n"
        "from impl.auth import Principal\n\n\nclass OrderService:\n"
        "    async def get_order(self, call: Call[Principal | None], **rest: object) -> None:\n"
        "        raise NotImplementedError\n"
    )
    project.put({"impl/orders/service.py": source, "impl/orders/__init__.py": ""})
    project.put({"impl/other.py": "class Store:\n    def get_order(self) -> None: ...\n"})
    made = project.implement()
    assert [d.rule for d in made.report] == []
    assert "call: Call[Principal], body: NewOrder" in project.read("impl/orders/service.py")


def test_an_empty_generated_package_is_told(project: Project) -> None:
    (project.root / "generated/orders.py").unlink()
    assert project.rules() == ["implementation-nothing-generated"]


def test_settings_that_the_formatter_refuses_are_told_and_nothing_changes(project: Project) -> None:
    project.put({"impl/orders.py": ODD, "pyproject.toml": "[tool.ruff]\nline-length = 'wide'\n"})
    made = project.plan()
    assert [diagnostic.rule for diagnostic in made.report] == ["implementation-format"]
    assert made.files == {}


def test_the_command_adds_tells_and_is_content(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.put({"impl/orders.py": ODD})
    monkeypatch.chdir(project.root)
    run = CliRunner().invoke
    checked = run(adhere, ["implement", "--check"])
    assert checked.exit_code == 1
    assert "Api lacks create_order, get_order of Orders" in checked.output
    assert project.read("impl/orders.py") == ODD
    done = run(adhere, ["implement", "--yes"])
    assert done.exit_code == 0
    assert "Api + create_order, get_order" in done.output
    assert run(adhere, ["implement", "--check"]).exit_code == 0


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (b"<<<<<<< HEAD\n{}", "is damaged: it is not JSON"),
        (b"\xff", "is damaged: it is not JSON"),
        (b"[]", "is damaged: it names no files"),
        (b'{"outputs": ["orders.py"]}', "is damaged: it names no files"),
        (b'{"outputs": {"orders.py": "", "loans.py": ""}}', "is incomplete: it lacks loans.py"),
    ],
)
def test_a_damaged_generated_package_is_to_be_generated_again(
    project: Project, monkeypatch: pytest.MonkeyPatch, manifest: bytes, told: str
) -> None:
    project.put({"impl/orders.py": ODD, "generated/manifest.json": manifest})
    monkeypatch.chdir(project.root)
    done = CliRunner().invoke(adhere, ["implement", "--check"])
    assert done.exit_code == 2
    assert told in done.output
    assert "Run 'adhere generate SPEC --out generated --force' again." in done.output
    assert project.read("impl/orders.py") == ODD


@pytest.mark.parametrize(
    "settings", ["implement = 'orders'", "implement = {orders = 1}", "implement = ["]
)
def test_wrong_settings_are_wrong_usage(
    project: Project, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    project.put({"pyproject.toml": f"[tool.adhere]\n{settings}\n"})
    monkeypatch.chdir(project.root)
    done = CliRunner().invoke(adhere, ["implement"])
    assert done.exit_code == 2
    assert "pyproject.toml" in done.output


def test_a_group_that_the_contract_does_not_have_is_wrong_usage(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.put({"pyproject.toml": "[tool.adhere.implement]\nordes = 'impl.orders:Api'\n"})
    monkeypatch.chdir(project.root)
    done = CliRunner().invoke(adhere, ["implement"])
    assert done.exit_code == 2
    told = "pyproject.toml: [tool.adhere.implement] has the unknown key 'ordes'; "
    assert f"{told}did you mean 'orders'?" in done.output
    assert not (project.root / "impl/orders.py").exists()


def imported(text: str) -> set[tuple[str, str]]:
    return {
        (node.module or "", alias.name)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def clean(project: Project) -> bool:
    """Tell whether ruff finds the hand-written package formatted, sorted and complete."""
    check = [
        find_ruff_bin(),
        "check",
        "--no-cache",
        "--select",
        "I,F,E,W,D",
        "--ignore",
        "D203,D213,D301,D100,D101,D104",
        "impl",
    ]
    layout = [find_ruff_bin(), "format", "--no-cache", "--check", "impl"]
    done = [
        subprocess.run(c, cwd=project.root, check=False, capture_output=True, text=True)
        for c in (check, layout)
    ]
    assert not any(d.returncode for d in done), [d.stdout + d.stderr for d in done]
    return True
