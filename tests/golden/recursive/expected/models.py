# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Union

from adhere.runtime import Model
from pydantic_core import MISSING
from typing_extensions import TypeAliasType


class Tree(Model):
    value: JsonModel
    children: list[Tree] | MISSING = MISSING
    parent: Tree | MISSING = MISSING
    twin: Tree | MISSING = MISSING
    filter: FilterOption1 | FilterOption2 | MISSING = MISSING


class FilterOption1(Model):
    negate: bool | MISSING = MISSING
    all: list[FilterOption1 | FilterOption2]


class FilterOption2(Model):
    negate: bool | MISSING = MISSING
    field: str
    inner: FilterOption1 | FilterOption2 | MISSING | None = MISSING


JsonModel = TypeAliasType(
    "JsonModel", Union[str, float, bool, "list[JsonModel]", "dict[str, JsonModel]"] | None
)
