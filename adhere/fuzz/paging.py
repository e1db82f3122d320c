"""How the pages of a list follow each other: by cursor, by `Link`, by offset or by number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from adhere.contract.nodes import Operation, Parameter, ParameterLocation

_CURSORS = frozenset(
    {"cursor", "pagetoken", "after", "startingafter", "continuationtoken", "nexttoken", "marker"}
)
_LIMITS = frozenset({"limit", "pagesize", "perpage", "size", "count", "maxresults", "top"})
_OFFSETS = frozenset({"offset", "skip", "startindex"})
_NUMBERS = frozenset({"page", "pagenumber", "pageno", "pageindex"})
_NEXT = frozenset({"next", "nextcursor", "nextpagetoken", "nexttoken"})
_TOTALS = frozenset({"total", "totalcount", "totalitems", "totalelements", "totalresults"})
_FROM_BODY = re.compile(r"\$response\.body#/(.+)")
_NEXT_LINK = re.compile(r'<([^>]*)>\s*;[^,]*\brel="?next\b', re.IGNORECASE)


def plain(name: str) -> str:
    """Return a name without what tells conventions apart: `per_page`, `perPage`, `per-page`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


@dataclass(frozen=True, slots=True)
class Page:
    """A reply that lists: its JSON, and its header fields by lower-case names."""

    document: Any
    headers: Mapping[str, str]

    @property
    def total(self) -> int | None:
        """How many things there are on all pages, as it says."""
        found = (
            value
            for part in _parts(self.document)
            for name, value in part.items()
            if plain(name) in _TOTALS and type(value) is int
        )
        header = self.headers.get("x-total-count", "")
        return next(found, int(header) if header.isdecimal() else None)

    @property
    def says_next(self) -> bool:
        """Tell whether it has a member for the next page, `null` on the last one."""
        return any(plain(name) in _NEXT for part in _parts(self.document) for name in part)


@dataclass(frozen=True, slots=True)
class Paging:
    """The parameters of a listing that choose a page."""

    operation: Operation

    @property
    def limit(self) -> Parameter | None:
        """The parameter that says how long a page is."""
        return self._query(_LIMITS)

    @property
    def cursor(self) -> Parameter | None:
        """The parameter that takes what a page before says of the next one."""
        return self._query(_CURSORS)

    @property
    def place(self) -> Parameter | None:
        """The parameter that says which page it is."""
        return self.cursor or self._query(_OFFSETS) or self._query(_NUMBERS)

    @property
    def longest(self) -> int | None:
        """The longest page that the contract allows."""
        schema = None if self.limit is None else self.limit.schema.value
        longest = schema.get("maximum") if isinstance(schema, Mapping) else None
        return longest if isinstance(longest, int) else None

    @property
    def shortest(self) -> int:
        """The shortest page that the contract allows; of one thing where it says nothing."""
        schema = None if self.limit is None else self.limit.schema.value
        shortest = schema.get("minimum") if isinstance(schema, Mapping) else None
        return max(1, shortest) if isinstance(shortest, int) else 1

    def after(self, page: Page, query: Mapping[str, Any], shown: int) -> dict[str, Any] | None:
        """Return what to ask for the page after this one; `None` where it is the last.

        `shown` is how many things the page had, `query` what it was asked by.
        """
        linked = self._link(page)
        if linked is not None:
            return linked
        if self.cursor is not None:
            following = self.following(page)
            return None if following is None else {self.cursor.name: following}
        if self._is_linked or not shown or page.says_next:
            return None
        return self._counted(query, shown)

    def following(self, page: Page) -> str | None:
        """Return the cursor of the next page."""
        for part in _parts(page.document):
            for name in (*self._named(), *part):
                is_next = plain(name) in _NEXT or name in self._named()
                value = part.get(name)
                if is_next and isinstance(value, str) and value:
                    return value
        return None

    def _counted(self, query: Mapping[str, Any], shown: int) -> dict[str, Any] | None:
        """Go on until a page is empty, or where pages have numbers until one is short."""
        offset, number = self._query(_OFFSETS), self._query(_NUMBERS)
        size = int(query.get("" if self.limit is None else self.limit.name, shown))
        if offset is not None:
            return {offset.name: int(query.get(offset.name, 0)) + size}
        if number is not None and shown >= size:
            return {number.name: int(query.get(number.name, _first(number))) + 1}
        return None

    @property
    def _is_linked(self) -> bool:
        """Tell whether the contract says that pages are linked by a header field."""
        return any(
            header.name.lower() == "link"
            for response in self.operation.responses
            if response.status.startswith("2")
            for header in response.headers
        )

    @property
    def is_paged(self) -> bool:
        """Tell whether one can go from page to page."""
        return self.place is not None or self._is_linked

    def _link(self, page: Page) -> dict[str, Any] | None:
        """Return the declared parameters in the address of the next page (RFC 8288)."""
        found = _NEXT_LINK.search(page.headers.get("link", ""))
        target = None if found is None else found[1]
        if target is None:
            said = self.following(page) if self.cursor is None else None
            target = said if said is not None and "?" in said else None
        if target is None:
            return None
        names = {p.name for p in self.operation.parameters if p.location is ParameterLocation.QUERY}
        asked = {n: v for n, v in parse_qsl(urlsplit(target).query) if n in names}
        return asked or None

    def _named(self) -> list[str]:
        """Return the members that a link of this operation to itself takes cursors from."""
        name = "" if self.cursor is None else self.cursor.name
        texts = [
            str(link.parameters.get(key, ""))
            for link in self.operation.links
            for key in (name, f"query.{name}")
        ]
        return [m[1] for m in map(_FROM_BODY.fullmatch, texts) if m is not None]

    def _query(self, names: frozenset[str]) -> Parameter | None:
        found = (
            p
            for p in self.operation.parameters
            if p.location is ParameterLocation.QUERY and plain(p.name) in names
        )
        return next(found, None)


def _parts(document: Any) -> Iterator[Mapping[str, Any]]:
    """Yield an object and the objects in it: pages say of themselves at the top or in `meta`."""
    if isinstance(document, dict):
        yield document
        yield from (value for value in document.values() if isinstance(value, dict))


def _first(number: Parameter) -> int:
    schema = number.schema.value if isinstance(number.schema.value, Mapping) else {}
    said = schema.get("default", schema.get("minimum", 1))
    return said if type(said) is int else 1
