"""The application, made of the implementations of its operations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from adhere import runtime
from adhere.runtime import APIRouter, ContractFiles, FastAPI, Options

from .a_import_os import AImportOs
from .tmp_escape import TmpEscape

CONTRACT = ContractFiles(Path(__file__).parent)


def build_router(
    *,
    a_import_os: AImportOs | None = None,
    tmp_escape: TmpEscape | None = None,
    options: Options | None = None,
) -> APIRouter:
    """Return a router of all operations; those without an implementation answer 501."""
    return runtime.build_router(
        CONTRACT, {AImportOs: a_import_os, TmpEscape: tmp_escape}, options=options
    )


def create_app(
    *,
    a_import_os: AImportOs | None = None,
    tmp_escape: TmpEscape | None = None,
    options: Options | None = None,
    **fastapi: Any,
) -> FastAPI:
    """Return the application; operations without an implementation answer 501."""
    return runtime.create_app(
        CONTRACT, {AImportOs: a_import_os, TmpEscape: tmp_escape}, options=options, **fastapi
    )
