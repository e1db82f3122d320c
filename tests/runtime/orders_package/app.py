from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from fastapi import APIRouter, FastAPI

from adhere import runtime
from adhere.runtime import ContractFiles, Options

from .orders import Orders
from .security import Security

P = TypeVar("P")
CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(
    *,
    orders: Orders[P] | None = None,
    security: Security[P] | None = None,
    options: Options | None = None,
) -> APIRouter:
    return runtime.build_router(CONTRACT, {Orders: orders}, Security, security, options)


def create_app(
    *,
    orders: Orders[P] | None = None,
    security: Security[P] | None = None,
    options: Options | None = None,
    **fastapi: Any,
) -> FastAPI:
    return runtime.create_app(CONTRACT, {Orders: orders}, Security, security, options, **fastapi)
