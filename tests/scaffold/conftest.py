"""A project of two packages: `generated` with one Protocol, and a hand-written `impl`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from adhere.scaffold import Plan, plan, write

ORDERS = '''\
"""Operations tagged `orders`."""

from __future__ import annotations

from typing import Protocol, TypeVar
from uuid import UUID

from adhere.runtime import Call, ErrorReply, Header, Reply, operation

from .models import NewOrder, Order
from .replies import NotFound404

P_contra = TypeVar("P_contra", contravariant=True)


class Orders(Protocol[P_contra]):
    """What `impl` provides for the operations tagged `orders`."""

    @operation("POST", "/orders", idempotency_key=Header("Idempotency-Key"))
    async def create_order(
        self, call: Call[P_contra], body: NewOrder, *, idempotency_key: str
    ) -> CreateOrder201 | NotFound404:
        """Place an order.

        Its "stock" is reserved\\\\.
        """

    @operation("GET", "/orders/{order_id}")
    async def get_order(
        self, call: Call[P_contra | None], *, order_id: UUID, limit: int = 20
    ) -> Order | NotFound404:
        """Read an order."""


class CreateOrder201(Reply[Order], status=201):
    """The order, placed."""
'''
SECURITY = '''\
"""Who calls."""

from __future__ import annotations

from typing import Protocol, TypeVar

from adhere.runtime import BearerToken, Granted, Request, scheme

P_co = TypeVar("P_co", covariant=True)


class Security(Protocol[P_co]):
    """What `impl` provides to recognise callers."""

    @scheme("bearerAuth")
    async def bearer_auth(self, credential: BearerToken, request: Request) -> Granted[P_co] | None:
        """HTTP bearer, JWT."""
'''
MODELS = "class NewOrder: ...\n\n\nclass Order: ...\n"


@dataclass(frozen=True)
class Project:
    """The folder that holds both packages."""

    root: Path

    def put(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def plan(self, registry: Mapping[str, str] | None = None, *, retype: bool = False) -> Plan:
        impl = self.root / "impl"
        return plan(self.root / "generated", impl, registry=registry, retype=retype)

    def implement(self, registry: Mapping[str, str] | None = None, *, retype: bool = False) -> Plan:
        made = self.plan(registry, retype=retype)
        assert not made.report.has_errors, [d.message for d in made.report]
        write(made.files)
        return made

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def rules(self, registry: Mapping[str, str] | None = None) -> list[str]:
        return [diagnostic.rule for diagnostic in self.plan(registry).report]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.put(
        {
            "pyproject.toml": "[tool.ruff]\nline-length = 100\n",
            "generated/__init__.py": "",
            "generated/models.py": MODELS,
            "generated/replies.py": "class NotFound404: ...\n",
            "generated/orders.py": ORDERS,
            "impl/__init__.py": "",
            "impl/auth.py": "class Principal: ...\n",
        }
    )
    return made
