# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from adhere.runtime import Model
from pydantic import ConfigDict, Field
from pydantic_core import MISSING


class Book(Model):
    """The schema `Book`."""

    isbn: str
    title: Annotated[str, Field(min_length=1)]
    published: date | MISSING = MISSING
    blurb: str | MISSING | None = MISSING
    class_: Annotated[str | MISSING, Field(alias="class")] = MISSING


class Token(Model):
    """The schema `Token`."""

    isbn: str
    days: int | MISSING = MISSING


class Client(Model):
    """The schema `Client`."""

    model_config = ConfigDict(extra="forbid")
    name: str


class Problem(Model):
    """The schema `Problem`."""

    title: str


class ListBooksWhere(Model):
    """The parameter `where` of `list_books`."""

    author: str | MISSING = MISSING
    year: int | MISSING = MISSING
