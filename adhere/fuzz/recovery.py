"""Finds what a creating request made whose answer nobody saw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from adhere.contract.nodes import Operation, ParameterLocation
from adhere.fuzz.ledger import Entry
from adhere.fuzz.probes.listing import CURSORS, NEXT
from adhere.fuzz.resources import Resource

Ask = Callable[[str, Mapping[str, str]], requests.Response]
Thing = Mapping[str, Any]

# What the clocks of the service and of this machine may differ by, and a request may take.
_SKEW = timedelta(seconds=5)
_WHILE = timedelta(seconds=60)
_MOST_PAGES = 200


def walk(lister: Operation, path: str, ask: Ask) -> list[Thing] | None:
    """Return everything that a list holds; `None` where it cannot be read to its end."""
    cursors = [
        p.name
        for p in lister.parameters
        if p.location is ParameterLocation.QUERY and p.name.lower() in CURSORS
    ]
    found: list[Thing] = []
    params: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        page = _page(ask(path, params))
        if page is None:
            return None
        things, following = page
        found += things
        if following is None:
            return found
        if not cursors:
            return None
        params = {cursors[0]: following}
    return None


def is_made_of(thing: Thing, entry: Entry) -> bool:
    """Tell whether a thing shows what was sent, and says that it was created just then."""
    same = all(thing[name] == value for name, value in entry.sent.items() if name in thing)
    return same and any(
        entry.at - _SKEW <= moment <= entry.at + _WHILE for moment in _moments(thing)
    )


def path_of(kind: Resource, entry: Entry, thing: Thing) -> str | None:
    """Return the path of a thing in a list."""
    for name in (kind.parameter, "id"):
        if isinstance(thing.get(name), str | int):
            return f"{entry.collection}/{quote(str(thing[name]), safe='')}"
    return None


def _page(reply: requests.Response) -> tuple[list[Thing], str | None] | None:
    """Return the things of a page and the cursor of the next one."""
    try:
        document = reply.json() if reply.ok else None
    except ValueError:
        return None
    members = document if isinstance(document, dict) else {"": document}
    things = next((member for member in members.values() if isinstance(member, list)), None)
    if things is None:
        return None
    cursors = (members.get(name) for name in NEXT)
    following = next((value for value in cursors if isinstance(value, str) and value), None)
    return [thing for thing in things if isinstance(thing, dict)], following


def _moments(thing: Thing) -> Iterator[datetime]:
    for value in thing.values():
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt]", value):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                continue
            if moment.tzinfo is not None:
                yield moment
