# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from adhere.runtime import Model
from pydantic import Field
from pydantic_core import MISSING
from typing_extensions import TypeAliasType


class Owner(Model):
    pets: list[Annotated[Cat | Dog, Field(discriminator="kind")]]
    best: Annotated[Cat | Dog | MISSING | None, Field(discriminator="kind")] = MISSING
    vehicle: Car | Bike | MISSING = MISSING


class Cat(Model):
    name: str
    kind: Literal["cat"]
    indoor: bool | MISSING = MISSING


class Dog(Model):
    name: str
    kind: Literal["dog"]
    breed: str | MISSING = MISSING


class Car(Model):
    type: str
    doors: int


class Bike(Model):
    type: str
    gears: int


class PaymentByCard(Model):
    """By card."""

    amount: Annotated[int, Field(ge=1)]
    card: str


class PaymentByInvoice(Model):
    """By invoice."""

    amount: Annotated[int, Field(ge=1)]
    address: str


class Loose(Model):
    a: int | MISSING = MISSING
    any: Any | MISSING = MISSING
    never: Any | MISSING = MISSING
    nested: LooseNested | Any | MISSING = MISSING


class LooseNested(Model):
    b: str | MISSING = MISSING


Payment = TypeAliasType("Payment", PaymentByCard | PaymentByInvoice)
