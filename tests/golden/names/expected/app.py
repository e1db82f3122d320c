"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .the_odd_tag_1 import TheOddTag1

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(
    *, the_odd_tag_1: TheOddTag1 | None = None, options: Options | None = None
) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(CONTRACT, {TheOddTag1: the_odd_tag_1}, options=options)


def create_app(
    *, the_odd_tag_1: TheOddTag1 | None = None, options: Options | None = None, **fastapi: Any
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(CONTRACT, {TheOddTag1: the_odd_tag_1}, options=options, **fastapi)
