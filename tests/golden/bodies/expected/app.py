"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .orders import Orders
from .security import Security
from .system import System

P = TypeVar("P")

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(
    *,
    security: Security[P] | None = None,
    orders: Orders[P] | None = None,
    system: System[P] | None = None,
    options: Options | None = None,
) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(
        CONTRACT,
        {Orders: orders, System: system},
        security_protocol=Security,
        security=security,
        options=options,
    )


def create_app(
    *,
    security: Security[P] | None = None,
    orders: Orders[P] | None = None,
    system: System[P] | None = None,
    options: Options | None = None,
    **fastapi: Any,
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(
        CONTRACT,
        {Orders: orders, System: system},
        security_protocol=Security,
        security=security,
        options=options,
        **fastapi,
    )
