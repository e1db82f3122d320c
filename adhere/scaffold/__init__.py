"""Brings a hand-written package into line with its contract, and leaves its bodies alone."""

from adhere.scaffold.content import Addition
from adhere.scaffold.diff import diff
from adhere.scaffold.generated import IncompleteError
from adhere.scaffold.plan import Plan, plan
from adhere.scaffold.write import write

__all__ = ["Addition", "IncompleteError", "Plan", "diff", "plan", "write"]
