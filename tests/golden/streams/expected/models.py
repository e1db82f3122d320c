# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated

from adhere.runtime import Model
from pydantic import Field


class Reading(Model):
    sensor: str
    value: Annotated[float, Field(le=100.0)]


class AddReadingsBodyItem(Model):
    sensor: str
