# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from datetime import date

from adhere.runtime import Model
from pydantic_core import MISSING


class Address(Model):
    """The schema `Address`."""

    city: str


class AccountOwner(Model):
    """`owner` of `Account`."""

    since: date


class Login(Model):
    """The schema `Login`."""

    name: str
    password: str


class AccountInputOwner(Model):
    """`owner` of `AccountInput`."""

    pin: str


class Account(Model):
    """The schema `Account`."""

    id: int
    name: str
    address: Address | MISSING = MISSING
    owner: AccountOwner | MISSING = MISSING


class AccountInput(Model):
    """The schema `Account`, as requests carry it."""

    name: str
    password: str
    address: Address | MISSING = MISSING
    owner: AccountInputOwner | MISSING = MISSING
