"""Finds what a creating request made whose answer nobody saw."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from adhere.contract.nodes import Operation
from adhere.fuzz.ledger import Entry
from adhere.fuzz.paging import Page, Paging
from adhere.fuzz.resources import Resource

Ask = Callable[[str, Mapping[str, Any]], requests.Response]
Thing = Mapping[str, Any]

# What the clocks of the service and of this machine may differ by, and a request may take.
_SKEW = timedelta(seconds=5)
_WHILE = timedelta(seconds=60)
_MOST_PAGES = 200


def walk(lister: Operation, path: str, ask: Ask) -> list[Thing] | None:
    """Return everything that a list holds; `None` where it cannot be read to its end."""
    paging = Paging(lister)
    found: list[Thing] = []
    params: dict[str, Any] = {}
    for _ in range(_MOST_PAGES):
        reply = ask(path, params)
        page = _page(reply)
        things = None if page is None else _things(page.document)
        if page is None or things is None:
            return None
        found += things
        following = paging.after(page, params, len(things))
        if following is None:
            is_cut = not paging.is_paged and paging.following(page) is not None
            return None if is_cut else found
        params |= following
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


def _page(reply: requests.Response) -> Page | None:
    try:
        document = reply.json() if reply.ok else None
    except ValueError:
        return None
    return Page(document, {name.lower(): value for name, value in reply.headers.items()})


def _things(document: Any) -> list[Thing] | None:
    members = document if isinstance(document, dict) else {"": document}
    things = next((member for member in members.values() if isinstance(member, list)), None)
    return None if things is None else [thing for thing in things if isinstance(thing, dict)]


def _moments(thing: Thing) -> Iterator[datetime]:
    for value in thing.values():
        if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[Tt]", value):
            try:
                moment = datetime.fromisoformat(value)
            except ValueError:
                continue
            if moment.tzinfo is not None:
                yield moment
