"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .users import Users

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(*, users: Users | None = None, options: Options | None = None) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(CONTRACT, {Users: users}, options=options)


def create_app(
    *, users: Users | None = None, options: Options | None = None, **fastapi: Any
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(CONTRACT, {Users: users}, options=options, **fastapi)
