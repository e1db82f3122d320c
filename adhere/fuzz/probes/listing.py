"""Lists, page by page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adhere.contract.nodes import Operation, Parameter, ParameterLocation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Reply
from adhere.fuzz.probes.workshop import Workshop, is_success, json_of
from adhere.fuzz.resources import Member, reply_schema

_MOST_PAGES = 12
_LIMITS = frozenset({"limit", "page_size", "pagesize", "per_page", "perpage", "size", "count"})
CURSORS = frozenset(
    {"cursor", "page_token", "pagetoken", "after", "starting_after", "continuation_token"}
)
NEXT = ("next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next")
_FROM_BODY = re.compile(r"\$response\.body#/(.+)")


@dataclass(slots=True)
class Pages:
    """What a walk over the pages of a list found; `is_whole` where it came to the end."""

    replies: list[Reply] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    things: list[dict[str, Any]] = field(default_factory=list)
    cursors: list[str] = field(default_factory=list)
    is_whole: bool = False

    def ids(self, parameter: str) -> list[Any]:
        """Return what the things are called: by `id`, or by the parameter's name."""
        keys = (parameter, "id")
        found = ([t[k] for k in keys if isinstance(t.get(k), str | int)] for t in self.things)
        return [names[0] for names in found if names]


@dataclass(frozen=True, slots=True)
class Listing:
    """An operation that lists, as one caller; `array` is the member that holds the list."""

    workshop: Workshop
    operation: Operation
    caller: Caller
    array: str | None
    members: Mapping[str, Member]

    @classmethod
    def of(cls, workshop: Workshop, operation: Operation, caller: Caller) -> Listing | None:
        """Return the listing; `None` where what the operation answers is no list."""
        found = workshop.shapes.element(reply_schema(operation))
        return None if found is None else cls(workshop, operation, caller, *found)

    @property
    def limit(self) -> Parameter | None:
        """The parameter that says how long a page is."""
        return self._query(_LIMITS)

    @property
    def cursor(self) -> Parameter | None:
        """The parameter that says where to go on."""
        return self._query(CURSORS)

    def filters(self) -> list[Parameter]:
        """Return the parameters that are named as a plain member of the elements is."""
        plain = {"string", "integer", "boolean"}
        return [
            p
            for p in self.operation.parameters
            if p.location is ParameterLocation.QUERY
            and p.name in self.members
            and self.members[p.name].schema.get("type") in plain
        ]

    def search(self) -> Parameter | None:
        """Return the parameter that looks for a text."""
        return self._query(frozenset({"q", "query", "search"}))

    def page(self, names: Mapping[str, Any], **query: Any) -> Reply | None:
        """Ask for one page."""
        return self.workshop.send(self.operation, self.caller, names=names, query=query)

    def walk(
        self, names: Mapping[str, Any], *, limit: int | None = None, **query: Any
    ) -> Pages | None:
        """Go through the pages, at most a dozen; the longest ones where no limit is given.

        Returns `None` where a page cannot be read.
        """
        pages = Pages()
        size = self._longest() if limit is None else limit
        if self.limit is not None and size is not None:
            query[self.limit.name] = size
        for _ in range(_MOST_PAGES):
            reply = self.page(names, **query)
            things = None if reply is None else self.things(reply)
            if reply is None or things is None:
                return None
            pages.replies.append(reply)
            pages.sizes.append(len(things))
            pages.things += things
            following = self.following(reply)
            if following is None or self.cursor is None:
                pages.is_whole = self.cursor is not None or self.limit is None
                return pages
            pages.cursors.append(following)
            query[self.cursor.name] = following
        return pages

    def things(self, reply: Reply) -> list[dict[str, Any]] | None:
        """Return the elements of a page."""
        document = json_of(reply) if is_success(reply) else None
        found = document.get(self.array) if isinstance(document, dict) else document
        if not isinstance(found, list):
            return None
        return [thing for thing in found if isinstance(thing, dict)]

    def following(self, reply: Reply) -> str | None:
        """Return the cursor of the next page; `None` on the last one."""
        document = json_of(reply)
        if not isinstance(document, dict) or self.cursor is None:
            return None
        values = [document.get(name) for name in (*self._linked(), *NEXT)]
        return next((value for value in values if isinstance(value, str) and value), None)

    def _linked(self) -> list[str]:
        """Return the members that a link of this operation to itself takes cursors from."""
        name = "" if self.cursor is None else self.cursor.name
        texts = [
            str(link.parameters.get(key, ""))
            for link in self.operation.links
            for key in (name, f"query.{name}")
        ]
        return [m[1] for m in map(_FROM_BODY.fullmatch, texts) if m is not None]

    def _longest(self) -> int | None:
        schema = None if self.limit is None else self.limit.schema.value
        longest = schema.get("maximum") if isinstance(schema, Mapping) else None
        return longest if isinstance(longest, int) else None

    def _query(self, names: frozenset[str]) -> Parameter | None:
        return next(
            (
                p
                for p in self.operation.parameters
                if p.location is ParameterLocation.QUERY and p.name.lower() in names
            ),
            None,
        )
