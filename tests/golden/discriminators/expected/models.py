# ruff: noqa: D101
# isort: skip_file
"""The schemas of the contract."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from adhere.runtime import CamelModel, Model
from pydantic import Field
from pydantic_core import MISSING


class Zoo(CamelModel):
    mapped: Lion | Tiger | MISSING = MISSING
    implicit: Lion | Tiger | MISSING = MISSING
    loose: Lion | Tiger | MISSING = MISSING
    nested: list[Animal | Cat | Dog | Puppy | Lion | Tiger | None] | MISSING = MISSING
    animals: list[Animal | Cat | Dog | Puppy] | MISSING = MISSING
    best: Animal | Cat | Dog | Puppy | MISSING = MISSING
    by_name: dict[str, Animal | Cat | Dog | Puppy] | MISSING = MISSING
    overlapping: OverlappingEven | OverlappingShort | MISSING = MISSING
    tree: TreeLeft | TreeRight | TreeLeaf | MISSING = MISSING


class Lion(Model):
    kind: str
    mane: int | MISSING = MISSING


class Tiger(Model):
    kind: str
    stripes: int | MISSING = MISSING
    mane: str | MISSING = MISSING


class Animal(CamelModel):
    pet_type: str
    friend: Animal | Cat | Dog | Puppy | MISSING = MISSING


class Cat(CamelModel):
    pet_type: str
    friend: Animal | Cat | Dog | Puppy | MISSING = MISSING
    lives: int


class Dog(CamelModel):
    pet_type: str
    friend: Animal | Cat | Dog | Puppy | MISSING = MISSING
    barks: bool | MISSING = MISSING


class Puppy(CamelModel):
    pet_type: str
    friend: Animal | Cat | Dog | Puppy | MISSING = MISSING
    barks: bool | MISSING = MISSING
    weeks: int | MISSING = MISSING


class OverlappingEven(Model):
    """Even."""

    n: int
    x: str | MISSING = MISSING


class OverlappingShort(Model):
    """Short."""

    n: Annotated[int, Field(ge=3)]
    y: str | MISSING = MISSING


class TreeLeft(Model):
    """Left."""

    v: Any
    next: TreeLeft | TreeRight | TreeLeaf


class TreeRight(Model):
    """Right."""

    v: Any
    next: TreeLeft | TreeRight | TreeLeaf


class TreeLeaf(Model):
    """Leaf."""

    v: Literal["leaf"]
