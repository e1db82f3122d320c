"""The guard: what JSON Schema 2020-12 accepts, decided by `jsonschema-rs`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import cached_property
from threading import Lock
from typing import Any

from jsonschema_rs import Draft202012Validator, ReferencingError, Registry, ValidationError

from .breaches import breaches_of
from .contract_files import Contract
from .problems import Breach
from .resources import Addresses
from .schemas import schemas_of
from .views import views

logger = logging.getLogger("adhere.runtime")

LARGE = 2000
NO_SCHEMA = ""  # the pointer of the whole document, which is no schema: everything is valid


class Validators:
    """The validators of one view of the contract's document, each compiled once."""

    def __init__(self, document: dict[str, Any]) -> None:
        """Register the document, which is theirs from here on; nothing is compiled yet."""
        self.document = document
        self._addresses = Addresses(document)
        for schema in schemas_of(document):
            self._addresses.rewrite(schema)
        self._registry = Registry(self._addresses.resources(document))
        self._lock = Lock()
        self._compiled: dict[str, Draft202012Validator] = {}

    def at(self, pointer: str) -> Draft202012Validator:
        """Return the validator of the schema at this pointer of the document.

        A schema that cannot be compiled, for a reference in it leads nowhere, accepts nothing.
        """
        with self._lock:
            if pointer not in self._compiled:
                self._compiled[pointer] = self._compile(pointer)
            return self._compiled[pointer]

    def _compile(self, pointer: str) -> Draft202012Validator:
        if pointer == NO_SCHEMA:
            return Draft202012Validator(schema=True)
        reference = {"$ref": self._addresses.of(pointer)}
        try:
            return Draft202012Validator(
                reference, registry=self._registry, validate_formats=True, offline=True
            )
        except (ValidationError, ReferencingError, ValueError) as error:
            logger.error("No value is valid at %s: %s", pointer, str(error).partition("\n")[0])  # noqa: TRY400  # the place is in the contract
            return Draft202012Validator(schema=False)


class Guard:
    """Checks JSON values against the schemas of one view of the contract."""

    def __init__(self, view: Callable[[], Validators]) -> None:
        """Hold what makes the validators; it is called when the first is needed."""
        self._view = view

    @property
    def document(self) -> dict[str, Any]:
        """The document as this guard sees it."""
        return self._view().document

    def validator(self, pointer: str) -> Draft202012Validator:
        """Return the validator of the schema at this pointer of the document."""
        return self._view().at(pointer)


class Guards:
    """The guard of requests and the guard of replies.

    They share their validators where the document is the same to both. Neither view is made
    before a value is to be checked.
    """

    def __init__(self, contract: Contract) -> None:
        """Hold the contract."""
        self._contract = contract
        self._lock = Lock()
        self.request = Guard(lambda: self._views()[0])
        self.reply = Guard(lambda: self._views()[1])

    def _views(self) -> tuple[Validators, Validators]:
        with self._lock:  # several threads may have the first value
            return self._made

    @cached_property
    def _made(self) -> tuple[Validators, Validators]:
        request, reply = views(self._contract)
        checked = Validators(request)
        return checked, checked if reply is request else Validators(reply)

    def turned(self) -> Guards:
        """Return the guards of what the service sends: its requests show what its replies do."""
        twin = object.__new__(Guards)
        twin.request, twin.reply = self.reply, self.request
        return twin


class SchemaCheck:
    """One schema, ready to check values against; compiled at the first value."""

    def __init__(self, guard: Guard, pointer: str) -> None:
        """Hold the place of the schema."""
        self._guard = guard
        self._pointer = pointer

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return self._guard.validator(self._pointer)

    @cached_property
    def is_valid(self) -> Callable[[Any], bool]:
        """Tells whether the schema accepts a JSON value."""
        return self._validator.is_valid

    def warm_up(self) -> None:
        """Compile the schema."""
        _ = self.is_valid

    def breaches(self, value: Any, at: str, limit: int) -> list[Breach]:
        """List where a JSON value breaks the schema, `limit` places at most.

        Of a large value only the first place is told: the validator would find every one,
        which takes seconds, before it tells of any.
        """
        errors = self._first(value) if _is_large(value) else self._validator.iter_errors(value)
        return breaches_of(errors, at, limit, document=self._guard.document)

    def _first(self, value: Any) -> Iterator[ValidationError]:
        try:
            self._validator.validate(value)
        except ValidationError as error:
            yield error


def _is_large(value: Any) -> bool:
    """Tell whether a JSON value has more than `LARGE` members and items in all."""
    count, pending = 0, [value]
    while pending and count <= LARGE:
        container = pending.pop()
        count += len(container) if isinstance(container, dict | list) else 0
        if count <= LARGE and isinstance(container, dict):
            pending.extend(container.values())
        elif count <= LARGE and isinstance(container, list):
            pending.extend(container)
    return count > LARGE
