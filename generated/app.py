# ruff: noqa: PLR0913

"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .accounts import Accounts
from .operations import Operations
from .orders import Orders
from .products import Products
from .security import Security
from .sessions import Sessions
from .stock import Stock
from .tokens import Tokens
from .users import Users

P = TypeVar("P")

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(
    *,
    security: Security[P] | None = None,
    accounts: Accounts[P] | None = None,
    users: Users[P] | None = None,
    sessions: Sessions[P] | None = None,
    tokens: Tokens | None = None,
    products: Products[P] | None = None,
    stock: Stock[P] | None = None,
    orders: Orders[P] | None = None,
    operations: Operations[P] | None = None,
    options: Options | None = None,
) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(
        CONTRACT,
        {
            Accounts: accounts,
            Users: users,
            Sessions: sessions,
            Tokens: tokens,
            Products: products,
            Stock: stock,
            Orders: orders,
            Operations: operations,
        },
        security_protocol=Security,
        security=security,
        options=options,
    )


def create_app(
    *,
    security: Security[P] | None = None,
    accounts: Accounts[P] | None = None,
    users: Users[P] | None = None,
    sessions: Sessions[P] | None = None,
    tokens: Tokens | None = None,
    products: Products[P] | None = None,
    stock: Stock[P] | None = None,
    orders: Orders[P] | None = None,
    operations: Operations[P] | None = None,
    options: Options | None = None,
    **fastapi: Any,
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(
        CONTRACT,
        {
            Accounts: accounts,
            Users: users,
            Sessions: sessions,
            Tokens: tokens,
            Products: products,
            Stock: stock,
            Orders: orders,
            Operations: operations,
        },
        security_protocol=Security,
        security=security,
        options=options,
        **fastapi,
    )
