# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from uuid import UUID

from adhere.runtime import Model
from pydantic_core import MISSING


class User(Model):
    id: UUID
    friends: list[User] | MISSING = MISSING


class NotFound404Body(Model):
    title: str | MISSING = MISSING
