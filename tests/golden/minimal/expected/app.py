"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .default import Default

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(*, default: Default | None = None, options: Options | None = None) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(CONTRACT, {Default: default}, options=options)


def create_app(
    *, default: Default | None = None, options: Options | None = None, **fastapi: Any
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(CONTRACT, {Default: default}, options=options, **fastapi)
