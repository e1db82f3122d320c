"""From a JSON value that the contract accepts to the typed value of the generated code."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .problems import Breach

logger = logging.getLogger("adhere.runtime")

UNREPRESENTABLE = "is valid, but this service cannot represent it."


class Typed:
    """Makes values of one annotated type; the model is built when first needed.

    The contract has decided before. What Pydantic refuses nevertheless is a value that the
    Python type cannot hold (a leap second, the year 0): it is logged, because the generated
    type is narrower than the contract, and told to the caller as what it is.
    """

    def __init__(self, annotation: Any) -> None:
        """Hold the annotation."""
        self._annotation = annotation

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The Pydantic adapter of the type."""
        return TypeAdapter(self._annotation)

    def warm_up(self) -> None:
        """Build the adapter and the models in it."""
        self.adapter.rebuild()

    def make(self, value: Any, at: str) -> Any:
        """Return the typed value. Raises `Unrepresentable`."""
        try:
            return self.adapter.validate_python(value, by_alias=True, by_name=False)
        except ValidationError as error:
            places = [
                ".".join(map(str, e["loc"])) + ": " + e["type"]
                for e in error.errors(include_input=False)
            ]
            logger.warning("The type of %s refuses what the contract accepts: %s", at, places)
            raise Unrepresentable from None

    def take(self, value: Any, at: str, breaches: list[Breach]) -> Any:
        """Return the typed value; add a breach and return `None` where there is none."""
        try:
            return self.make(value, at)
        except Unrepresentable:
            breaches.append(Breach(at, UNREPRESENTABLE))
            return None


class Unrepresentable(ValueError):  # noqa: N818  # a finding about the input
    """A value that the contract accepts and the generated type cannot hold."""
