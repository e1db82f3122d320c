# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from adhere.runtime import ExactDate, Model
from pydantic_core import MISSING


class Address(Model):
    city: str


class Account(Model):
    id: int
    name: str
    address: Address | MISSING = MISSING
    owner: AccountOwner | MISSING = MISSING


class AccountOwner(Model):
    since: ExactDate


class Login(Model):
    name: str
    password: str


class AccountInput(Model):
    """The schema `Account`, as requests carry it."""

    name: str
    password: str
    address: Address | MISSING = MISSING
    owner: AccountInputOwner | MISSING = MISSING


class AccountInputOwner(Model):
    pin: str
