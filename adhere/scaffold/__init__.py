"""Adds to a hand-written package the methods that its contract asks for."""

from adhere.scaffold.content import Addition
from adhere.scaffold.plan import Plan, plan
from adhere.scaffold.write import write

__all__ = ["Addition", "Plan", "plan", "write"]
