"""The requests that lead to a finding, and what in them an earlier reply told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from schemathesis.engine.recorder import Interaction

from adhere.fuzz.report import Use
from adhere.source import Pointer

# A shorter value may stand in a request by chance, unless it is called an identifier.
_SHORTEST = 8
_LARGEST_REPLY = 100_000
# Header fields of idempotency keys.
KEYS = frozenset({"idempotency-key", "x-idempotency-key"})


def run_mark(seed: int) -> re.Pattern[str]:
    """Return what marks the texts that a run with this seed made up to be new.

    It stands behind the text of the example: `TOASTER-2` and `1X29` make `TOASTER-21X29`.
    """
    return re.compile(f"{seed % 9999}(?=[Xx][0-9])")


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """One request as an identity sent it, with its reply; `operation` is `POST /orders`."""

    identity: str
    operation: str | None
    interaction: Interaction

    @property
    def is_success(self) -> bool:
        """Tell whether the reply is of class 2xx."""
        response = self.interaction.response
        return response is not None and 200 <= response.status_code < 300  # noqa: PLR2004

    def told(self) -> dict[str, str]:
        """Return what the reply calls things: the text, and where it stands.

        A place is a JSON pointer into the body, or the name of a header field.
        """
        response = self.interaction.response
        if response is None:
            return {}
        said = dict(_leaves(_json(response.content), Pointer()))
        said |= dict.fromkeys(response.headers.get("etag") or (), "etag")
        asked = set(self.named())
        return {text: place for text, place in said.items() if text not in asked}

    def named(self) -> Iterator[str]:
        """Yield the values that the request speaks of: segments, query, fields and body."""
        request = self.interaction.request
        parts = urlsplit(request.uri)
        yield from (unquote(segment) for segment in parts.path.split("/") if segment)
        yield from (value for _, value in parse_qsl(parts.query))
        for values in request.headers.values():
            yield from values
        yield from (text for text, _ in _leaves(_json(request.body), Pointer(), every=True))


@dataclass(slots=True)
class Trail:
    """Remembers what was sent, as far as a finding may need it."""

    _created: list[Sent] = field(default_factory=list)
    _followed: list[Sent] | None = None

    def add(self, sent: Sent) -> None:
        """Take a request and its reply."""
        if self._followed is not None:
            self._followed.append(sent)
        if sent.interaction.request.method == "POST" and sent.is_success:
            self._created.append(sent)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Take all requests for one story until the block ends."""
        self._followed = []
        try:
            yield
        finally:
            self._followed = None

    def story(self, last: Sent) -> tuple[Sent, ...]:
        """Return the requests that lead to this one, those first that made what they speak of."""
        steps = list(self._followed or ())
        at = next((i for i, s in enumerate(steps) if s.interaction is last.interaction), None)
        steps = [last] if at is None else steps[: at + 1]
        first = 0
        while first < len(steps):  # what creates something may speak of other things
            before = [s for s in self._created if s not in steps]
            wanted = set(steps[first].named())
            makers = [s for s in before if wanted & _identifiers(s).keys()]
            steps[first:first] = makers
            first += 1 if not makers else 0
        return tuple(steps)


def uses(steps: Sequence[Sent]) -> list[tuple[Use, ...]]:
    """Return for each step what it takes from the replies before."""
    told: dict[str, tuple[int, str]] = {}
    found = []
    for index, step in enumerate(steps):
        wanted = dict.fromkeys(step.named())
        found.append(tuple(Use(text, *told[text]) for text in wanted if text in told))
        for text, place in step.told().items():
            told.setdefault(text, (index, place))
    return found


def _identifiers(sent: Sent) -> dict[str, str]:
    return {text: place for text, place in sent.told().items() if _is_identifier(place)}


def _is_identifier(place: str) -> bool:
    name = place.rpartition("/")[2].lower()
    return name == "id" or name.endswith(("_id", "-id")) or place.endswith("Id")


def _leaves(value: Any, place: Pointer, *, every: bool = False) -> Iterator[tuple[str, str]]:
    """Yield texts and integers with their places; unless `every`, such as may be identifiers."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _leaves(member, place / str(name), every=every)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, place / str(index), every=every)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        text = str(value)
        if every or _is_identifier(str(place)) or _is_made_up(value):
            yield text, str(place)


def _is_made_up(value: str | int) -> bool:
    is_text = isinstance(value, str) and len(value) >= _SHORTEST
    return is_text and any(character.isdigit() for character in str(value))


def _json(content: bytes | None) -> Any:
    if not content or len(content) > _LARGEST_REPLY:
        return None
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
