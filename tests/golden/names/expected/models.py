# ruff: noqa: D101
# ruff: noqa: PLC2401
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from adhere.runtime import ExactDate, Model
from pydantic import Field
from pydantic_core import MISSING
from typing_extensions import TypeAliasType


class SortOrder(StrEnum):
    """The schema `sort.order`."""

    ASC = "asc"
    DESC = "desc"
    IN_PROGRESS = "in-progress"


class Weird(StrEnum):
    EMPTY = ""
    FULL_STOP = "."
    A_B = "a b"
    NONE = "None"


class FieldModel(Model):
    """The schema `Field`."""

    x: str | MISSING = MISSING


class FieldModel2(Model):
    """The schema `field`."""

    y: str | MISSING = MISSING


class AnyModel(Model):
    """The schema `Any`."""

    z: Literal[1, 2] | MISSING = MISSING


class GroßeSS(Model):
    """The schema `Größe/ß`."""

    wert: float | MISSING = MISSING


class ModelModel(Model):
    class_: Annotated[str | MISSING, Field(alias="class")] = MISSING
    model_config_: Annotated[str | MISSING, Field(alias="model_config")] = MISSING
    model_dump_: Annotated[str | MISSING, Field(alias="model_dump")] = MISSING
    copy_: Annotated[str | MISSING, Field(alias="copy")] = MISSING
    pet_name: Annotated[str | MISSING, Field(alias="petName")] = MISSING
    pet_name_1: Annotated[str | MISSING, Field(alias="pet_name")] = MISSING
    field_: Annotated[str | MISSING, Field(alias="")] = MISSING
    field_ref: Annotated[str | MISSING, Field(alias="$ref")] = MISSING
    field_private: Annotated[str | MISSING, Field(alias="_private")] = MISSING
    日本: str | MISSING = MISSING
    list_: Annotated[list[FieldModel] | MISSING, Field(alias="list")] = MISSING
    any: Annotated[AnyModel | MISSING, Field(alias="Any")] = MISSING
    field: FieldModel2 | MISSING = MISSING
    size: GroßeSS | MISSING = MISSING
    weird: Weird | MISSING = MISSING
    date: ExactDate | MISSING = MISSING
    date2: ExactDate | MISSING = MISSING


Preview = TypeAliasType("Preview", Literal["only"])
