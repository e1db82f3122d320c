# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated

from adhere.runtime import ClosedModel, ExactDate, Model
from pydantic import Field
from pydantic_core import MISSING


class Book(Model):
    isbn: str
    title: Annotated[str, Field(min_length=1)]
    published: ExactDate | MISSING = MISSING
    blurb: str | MISSING | None = MISSING
    class_: Annotated[str | MISSING, Field(alias="class")] = MISSING


class Token(Model):
    isbn: str
    days: int | MISSING = MISSING


class Client(ClosedModel):
    name: str


class Problem(Model):
    title: str


class ListBooksWhere(Model):
    author: str | MISSING = MISSING
    year: int | MISSING = MISSING
