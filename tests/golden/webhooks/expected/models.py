# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated, Literal

from adhere.runtime import CamelModel, Model
from pydantic import Field
from pydantic_core import MISSING


class Subscription(Model):
    id: str


class Order(Model):
    id: str
    total: int


class OrderPlaced(Model):
    type: Literal["order.placed"]
    order: Order


class OrderCancelled(Model):
    type: Literal["order.cancelled"]
    id: str


class Progress(Model):
    percent: Annotated[int, Field(ge=0, le=100)]


class SubscribeBody(CamelModel):
    callback_url: str
    topic: str | MISSING = MISSING


class OrderPlaced200Body(Model):
    seen: bool
