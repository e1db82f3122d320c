"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .trees import Trees

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(*, trees: Trees | None = None, options: Options | None = None) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(CONTRACT, {Trees: trees}, options=options)


def create_app(
    *, trees: Trees | None = None, options: Options | None = None, **fastapi: Any
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(CONTRACT, {Trees: trees}, options=options, **fastapi)
