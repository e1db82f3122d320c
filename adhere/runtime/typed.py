"""From a JSON value that the contract accepts to the typed value of the generated code."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .building import built
from .closed import lists_closed_objects
from .problems import Breach

Choose = Callable[[Any], Any]
"""Makes the objects of a valid value that have a choice of classes."""

logger = logging.getLogger("adhere.runtime")

UNREPRESENTABLE = "is valid, but this service cannot represent it."


class Typed:
    """Makes values of one annotated type; the model is built when first needed.

    The contract has decided before. What Pydantic refuses nevertheless is a value that the
    Python type cannot hold: it is logged, because the generated type is narrower than the
    contract, and told to the caller as what it is.
    """

    def __init__(self, annotation: Any) -> None:
        """Hold the annotation."""
        self._annotation = annotation

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """The Pydantic adapter of the type."""
        return built(self._annotation)

    def warm_up(self) -> None:
        """Build the adapter and the models in it."""
        _ = self._validate

    @cached_property
    def _validate(self) -> Callable[..., Any]:
        validate: Callable[..., Any] = self.adapter.validator.validate_python
        if lists_closed_objects(self.adapter.core_schema):
            validate = partial(validate, extra="ignore")
        return partial(validate, by_alias=True, by_name=False)

    def make(self, value: Any, at: str, choose: Choose | None = None) -> Any:
        """Return the typed value, in which `choose` makes some objects. Raises `Unrepresentable`.

        A type that has no place for what was chosen chooses itself.
        """
        if choose is not None and (chosen := choose(value)) is not value:
            try:
                return self._validate(chosen)
            except ValidationError:
                logger.debug("The type of %s has no place for the classes chosen.", at)
        try:
            return self._validated(value)
        except ValidationError as error:
            found = error.errors(include_input=False)
            places = [".".join(map(str, e["loc"])) + ": " + e["type"] for e in found]
            logger.warning("The type of %s refuses what the contract accepts: %s", at, places)
            raise Unrepresentable from None

    def _validated(self, value: Any) -> Any:
        try:
            return self._validate(value)
        except ValidationError as error:
            if all(e["type"] != "int_parsing_size" for e in error.errors(include_input=False)):
                raise
        return self._validate(_with_integers(value))

    def take(
        self, value: Any, at: str, breaches: list[Breach], choose: Choose | None = None
    ) -> Any:
        """Return the typed value; add a breach and return `None` where there is none."""
        try:
            return self.make(value, at, choose)
        except Unrepresentable:
            breaches.append(Breach(at, UNREPRESENTABLE))
            return None


def _with_integers(value: Any) -> Any:
    """Write integers as such, for Pydantic takes no `1e300` for one."""
    if isinstance(value, dict):
        return {name: _with_integers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_integers(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


class Unrepresentable(ValueError):  # noqa: N818  # a finding about the input
    """A value that the contract accepts and the generated type cannot hold."""
