# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated, Literal

from adhere.runtime import Base64Data, Model
from pydantic import Field
from pydantic_core import MISSING


class Note(Model):
    text: Annotated[str, Field(min_length=1)]
    author: str | None
    title: Annotated[str | MISSING | None, Field(max_length=20)] = MISSING
    colour: Literal["red", "green"] | MISSING | None = MISSING
    rating: Annotated[int, Field(gt=0)] = 3
    attachment: Base64Data | MISSING = MISSING
