"""Lists, page by page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from adhere.contract.nodes import Operation, Parameter, ParameterLocation
from adhere.fuzz.engine import Caller
from adhere.fuzz.paging import Page, Paging, plain
from adhere.fuzz.probes.probe import Reply
from adhere.fuzz.probes.workshop import Workshop, is_success, json_of
from adhere.fuzz.resources import Member, reply_schema

MOST_PAGES = 12
_LEAST = frozenset({"min", "from", "since", "after", "gte", "ge", "gt", "minimum"})
_WORDS = "minimum|maximum|min|max|from|to|since|until|after|before|gte|lte|ge|le|gt|lt"
_BOUND = re.compile(
    rf"(?P<first>min|max|minimum|maximum)(?P<after>.+)|(?P<before>.+?)(?P<last>{_WORDS})"
)


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
    def paging(self) -> Paging:
        """How its pages follow each other."""
        return Paging(self.operation)

    def filters(self) -> list[tuple[Parameter, str]]:
        """Return the parameters named as a plain member of the elements, and the member."""
        kinds = {"string", "integer", "boolean"}
        named = {plain(n): n for n, m in self.members.items() if m.types and m.types <= kinds}
        paging = (self.paging.limit, self.paging.place)  # `size` may be both
        query = [p for p in self._query() if p not in paging]
        return [(p, named[plain(p.name)]) for p in query if plain(p.name) in named]

    def bounds(self) -> list[tuple[Parameter, str, int]]:
        """Return the parameters that are a least (1) or a most (-1) of a member."""
        named = {plain(name): name for name in self.members}
        found = []
        for parameter in self._query():
            match = _BOUND.fullmatch(plain(parameter.name))
            if match is not None:
                what = match["after"] or match["before"]
                word = match["first"] or match["last"]
                member = named.get(what) or named.get(f"{what}at") or named.get(f"{what}on")
                if member is not None:
                    found.append((parameter, member, 1 if word in _LEAST else -1))
        return found

    def _query(self) -> list[Parameter]:
        query = ParameterLocation.QUERY
        return [p for p in self.operation.parameters if p.location is query]

    def search(self) -> Parameter | None:
        """Return the parameter that looks for a text."""
        found = (p for p in self._query() if p.name.lower() in {"q", "query", "search"})
        return next(found, None)

    def page(self, names: Mapping[str, Any], **query: Any) -> Reply | None:
        """Ask for one page."""
        return self.workshop.send(self.operation, self.caller, names=names, query=query)

    def walk(
        self, names: Mapping[str, Any], *, limit: int | None = None, **query: Any
    ) -> Pages | None:
        """Go through the pages, at most a dozen; the longest ones where no limit is given.

        Returns `None` where a page cannot be read.
        """
        pages, paging = Pages(), self.paging
        size = paging.longest if limit is None else limit
        if paging.limit is not None and size is not None:
            query[paging.limit.name] = size
        for _ in range(MOST_PAGES):
            reply = self.page(names, **query)
            things = None if reply is None else self.things(reply)
            if reply is None or things is None:
                return None
            pages.replies.append(reply)
            pages.sizes.append(len(things))
            pages.things += things
            following = paging.after(page_of(reply), query, len(things))
            if following is None:
                pages.is_whole = paging.is_paged or paging.limit is None
                return pages
            pages.cursors.append(json.dumps(following, sort_keys=True))
            query |= following
        return pages

    def things(self, reply: Reply) -> list[dict[str, Any]] | None:
        """Return the elements of a page."""
        document = json_of(reply) if is_success(reply) else None
        found = document.get(self.array) if isinstance(document, dict) else document
        if not isinstance(found, list):
            return None
        return [thing for thing in found if isinstance(thing, dict)]


def page_of(reply: Reply) -> Page:
    """Return a reply as a page."""
    headers = {n.lower(): ", ".join(values) for n, values in reply.response.headers.items()}
    return Page(json_of(reply), headers)
