"""Parameters of methods that are there: added, retyped, listed; the rest keeps every byte."""

from __future__ import annotations

import ast

import pytest

from tests.scaffold.conftest import ORDERS, Project

HEAD = """\
from adhere.runtime import Call
from generated.models import NewOrder
from generated.orders import Orders
from uuid import UUID


class Api(Orders[int]):
    async def create_order(self, call, body, *, idempotency_key): ...

"""
BODY = "\n        x=1 ;return  x # mine\n"


def implement(project: Project, definition: str, *, newline: str = "\n") -> str:
    """Return what becomes of a definition of `get_order`, without what imports became."""
    source = (HEAD + definition).replace("\n", newline)
    project.put({"impl/orders.py": source.encode()})
    project.implement()
    text = project.read("impl/orders.py")
    again = project.plan()
    assert again.files == {}, "a second run changes nothing"
    ast.parse(text)
    return text[text.index("idempotency_key): ...") + len(f"idempotency_key): ...{newline * 2}") :]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "(self, call, *, order_id)",
            "(self, call, *, order_id, limit: int = 20)",
        ),
        (
            "(self, call, *, limit)",
            "(self, call, *, order_id: UUID, limit)",
        ),
        (
            "(self, call, order_id)",
            "(self, call, order_id, *, limit: int = 20)",
        ),
        (
            "( self , call , )",
            "( self , call , *, order_id: UUID, limit: int = 20, )",
        ),
        (
            "(self, call, *more)",
            "(self, call, *more, order_id: UUID, limit: int = 20)",
        ),
        (
            "(self, *, order_id, limit)",
            "(self, call: Call[int | None], *, order_id, limit)",
        ),
        (
            "(self, order_id, limit=1)",
            "(self, call: Call[int | None], order_id, limit=1)",
        ),
        (
            "(self, request, /, *, order_id=(1, [2, 3]), limit=f(a, b=(1,)))",
            None,
        ),
        (
            "(self, call, /, *, order_id=(1, [2, 3]))",
            "(self, call, /, *, order_id=(1, [2, 3]), limit: int = 20)",
        ),
        ("(self, call, **rest)", None),
        ("(self, *a, **k)", None),
    ],
)
def test_a_parameter_is_put_where_the_protocol_has_it(
    project: Project, before: str, after: str | None
) -> None:
    definition = f"    async   def get_order {before} :{BODY}"
    expected = definition.replace(before, after or before)
    assert implement(project, definition) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            (
                "        self,\n        call,  # who, and how\n        *,\n"
                "        order_id: UUID,  # (which)\n    "
            ),
            (
                "        self,\n        call,  # who, and how\n        *,\n"
                "        order_id: UUID,  # (which)\n        limit: int = 20,\n    "
            ),
        ),
        (
            (
                "        self,\n        call,\n        *,\n"
                "        # how many, at most\n        limit=3,  # a few\n    "
            ),
            (
                "        self,\n        call,\n        *,\n        order_id: UUID,\n"
                "        # how many, at most\n        limit=3,  # a few\n    "
            ),
        ),
        (
            "        self,\n        call,\n        order_id  # no comma, yet\n    ",
            (
                "        self,\n        call,\n        order_id,  # no comma, yet\n"
                "        *,\n        limit: int = 20\n    "
            ),
        ),
        (
            "self,\n                        call,\n                        order_id",
            (
                "self,\n                        call,\n                        order_id,\n"
                "                        *,\n                        limit: int = 20"
            ),
        ),
        (
            "\n        self, call, *, order_id\n    ",
            "\n        self, call, *, order_id, limit: int = 20\n    ",
        ),
    ],
)
def test_the_layout_and_the_comments_of_a_signature_stay(
    project: Project, before: str, after: str, newline: str
) -> None:
    start = "" if before.startswith(("self", "\n")) else "\n"
    definition = f"    @cached(1 ,2)\n    async def get_order({start}{before}) -> None :{BODY}"
    text = implement(project, definition, newline=newline)
    assert text == definition.replace(before, after).replace("\n", newline)


def test_a_static_method_takes_no_self(project: Project) -> None:
    definition = "    @staticmethod\n    async def get_order(call, *, order_id): ...\n"
    expected = definition.replace("order_id)", "order_id, limit: int = 20)")
    assert implement(project, definition) == expected
    bare = "    @staticmethod\n    async def get_order(): ...\n"
    expected = bare.replace("()", "(call: Call[int | None], *, order_id: UUID, limit: int = 20)")
    assert implement(project, bare) == expected


def test_a_body_is_given_by_position_under_any_name(project: Project) -> None:
    source = HEAD.replace("body, *", "order, *")
    project.put({"impl/orders.py": f"{source}    async def get_order(self, call, **k): ...\n"})
    assert project.plan().files == {}


def test_what_a_parameter_names_is_imported(project: Project) -> None:
    literal = ORDERS.replace("limit: int = 20", 'state: Literal["a", "b"] = "a"').replace(
        "import Protocol, TypeVar", "import Literal, Protocol, TypeVar"
    )
    project.put({"generated/orders.py": literal})
    text = implement(project, "    async def get_order(self, call, *, order_id): ...\n")
    assert 'order_id, state: Literal["a", "b"] = "a"): ...' in text
    assert "from typing import Literal\n" in project.read("impl/orders.py")


def test_inherited_methods_get_their_parameters_where_they_are_defined(project: Project) -> None:
    shared = "class Reading:\n    async def get_order(self, call, *, order_id): ...\n"
    source = HEAD.replace("Api(", "Api(Reading, ").replace("class", "from .r import Reading\nclass")
    project.put({"impl/r.py": shared, "impl/orders.py": source})
    project.implement()
    assert "order_id, limit: int = 20): ..." in project.read("impl/r.py")
    assert project.read("impl/orders.py") == source


def test_what_would_be_no_python_is_left_alone_and_told(project: Project) -> None:
    source = HEAD + "    async def get_order(self, order=None, **rest): ...\n"
    broken = source.replace("create_order(self, call, body, *", "create_order(self, call=None, *")
    project.put({"impl/orders.py": broken})
    made = project.implement()
    assert project.read("impl/orders.py") == broken
    assert [d.rule for d in made.missing()] == ["implementation-parameter"]


def test_another_type_is_listed_and_changed_only_on_demand(project: Project) -> None:
    source = (
        HEAD + "    async def get_order(\n        self, call, *, order_id: UUID,\n"
        "        limit: str='x',  # how many\n    ): ...\n"
    )
    project.put({"impl/orders.py": source})
    made = project.implement()
    (diagnostic,) = made.report
    assert diagnostic.rule == "implementation-type"
    assert (diagnostic.span.start.line, diagnostic.span.start.column) == (12, 9)
    assert project.read("impl/orders.py") == source
    project.implement(retype=True)
    expected = source.replace("limit: str='x',", "limit: int = 20,")
    assert project.read("impl/orders.py") == expected
    assert project.rules() == []


@pytest.mark.parametrize(
    "written",
    [
        "limit: 'int' = 20",
        "limit: Any = None",
        "limit: object = None",
        "limit = 3",
    ],
)
def test_types_that_say_the_same_are_not_listed(project: Project, written: str) -> None:
    source = f"from typing import Any\n{HEAD}"
    source += f"    async def get_order(self, call, *, order_id: UUID, {written}): ...\n"
    project.put({"impl/orders.py": source})
    assert project.rules() == []


@pytest.mark.parametrize(
    ("contract", "written"),
    [
        ("str | None = None", "None | str = None"),
        ("str | None = None", "Optional[str] = None"),
        ("Choice | None = None", "Order | NewOrder | None = None"),
        ("list[Choice]", "list[NewOrder | Order]"),
    ],
)
def test_unions_and_aliases_are_compared_by_what_they_mean(
    project: Project, contract: str, written: str
) -> None:
    generated = ORDERS.replace("limit: int = 20", f"limit: {contract}").replace(
        "import NewOrder, Order", "import Choice, NewOrder, Order"
    )
    models = (project.root / "generated/models.py").read_text()
    models += (
        "from typing import Annotated\nfrom adhere.runtime import Field, TypeAliasType\n"
        'Choice = TypeAliasType("Choice", Annotated[Order | NewOrder, Field(discriminator="k")])\n'
    )
    project.put({"generated/orders.py": generated, "generated/models.py": models})
    source = f"from typing import Optional\nfrom generated.models import Order\n{HEAD}"
    source += f"    async def get_order(self, call, *, order_id: UUID, limit: {written}): ...\n"
    project.put({"impl/orders.py": source})
    assert project.rules() == []
    project.put({"impl/orders.py": source.replace(written, "bytes")})
    assert project.rules() == ["implementation-type"]


def test_a_parameter_that_the_contract_lost_is_listed_and_stays(project: Project) -> None:
    definition = (
        "    async def get_order(self, call, *, order_id: UUID, limit: int = 20,\n"
        "        since: str, until: str = '', session: Session, db=Depends(f)): ...\n"
    )
    project.put({"impl/orders.py": f"from impl.db import Session\n{HEAD}{definition}"})
    made = project.plan()
    assert made.files == {}
    assert [(d.rule, d.span.start.line) for d in made.report] == [("implementation-orphan", 12)] * 2
    assert [d.message.split()[2] for d in made.report] == ["since,", "until,"]
