"""Lists say what there is: every page of it, nothing twice, and only what was asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from adhere.contract.nodes import Parameter
from adhere.fuzz.probes.listing import MOST_PAGES, Listing, Pages, page_of
from adhere.fuzz.probes.ordering import Order
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Workshop, is_success
from adhere.fuzz.resources import Member, Resource, body_schema, declares

_ID = "collections"
_WANTED = 4
_NONSENSE = "qzxjvkwyqzxj"
_WILDCARD = "%"
_NOBODYS = (1_999_999_943, 99_989, _NONSENSE)
# Fewer digits than another and yet more, and the other way round.
_NUMBERS = (9, 10, 100, 25, 2, 30, 1, 3)
_REFERS = re.compile(r"(_id|Id|ID)s?$|^id$")
_WORD = re.compile(r"[A-Za-z0-9]{3,}")


def _run(bench: Bench) -> None:
    workshop = Workshop(bench, _ID)
    for operation in bench.operations:
        for caller in workshop.callers(operation)[-1:] if operation.method == "GET" else ():
            listing = Listing.of(workshop, operation, caller)
            if listing is not None:
                with bench.attempt(operation):
                    _Reader(workshop, listing).test()


@dataclass(slots=True)
class _Reader:
    workshop: Workshop
    listing: Listing
    names: Mapping[str, Any] | None = None

    def test(self) -> None:
        """Fill the list where that may be, then hold every page against the whole."""
        self.names = self._filled()
        if self.names is None:
            return
        self._pages()
        for parameter, member in self.listing.filters():
            reason = f"lists what {parameter.name} leaves out"
            self._report(reason, partial(self._unfiltered, parameter, member), parameter)
            reason = f"leaves out what {parameter.name} asks for"
            self._report(reason, partial(self._overfiltered, parameter, member), parameter)
        order = Order(self.workshop, self.listing, self.names)
        order.test()
        self._search()
        self._foreign_cursors()

    def _pages(self) -> None:
        paging = self.listing.paging
        limit, place = paging.limit, paging.place or paging.limit
        if limit is not None:
            self._report("answers more than the limit asks for", self._too_many, limit)
        if limit is None or place is None or not paging.is_paged:
            return
        self._report("shows something twice on its pages", self._repeated, place)
        self._report("leaves something out on its pages", self._skipped, place)
        self._report("ends before everything was shown", self._short, place)
        self._report("goes on after the last page", self._endless, place)
        self._report("says another total than there is", self._miscounted, limit)

    def _report(self, reason: str, seen: Any, parameter: Parameter) -> None:
        operation = self.listing.operation
        self.workshop.confirm(
            operation,
            reason,
            "Seen on two walks over the list, one after another.",
            seen=seen,
            caller=self.listing.caller,
            pointer=parameter.pointer,
        )

    @property
    def kind(self) -> Resource | None:
        """What the list is of."""
        return next((k for k in self.workshop.kinds if k.list == self.listing.operation), None)

    def _filled(self) -> dict[str, Any] | None:
        """Return the names in the list's path, once there are some things in it."""
        kind = self.kind
        if kind is None:
            return {} if "{" not in self.listing.operation.path else None
        names: dict[str, Any] | None = None if kind.parents else {}
        if self.workshop.bench.engine.profile.may_change:
            for index in range(_WANTED):
                made = self._made(kind, index)
                if made is None:
                    break
                names = {n: v for n, v in made.items() if n != kind.parameter}
        return names

    def _made(self, kind: Resource, index: int) -> Mapping[str, Any] | None:
        """Create a thing that differs from those before in its numbers and choices."""
        for members in (self._varied(kind, index), {}):
            for caller in (self.listing.caller, *self.workshop.callers(kind.create)):
                made = self.workshop.make(kind, caller, **members)
                if made is not None:
                    return made.names
        return None

    def _varied(self, kind: Resource, index: int) -> dict[str, Any]:
        declared = None if kind.create is None else body_schema(kind.create)
        members = self.workshop.shapes.members(None if declared is None else declared[1])
        found: dict[str, Any] = {}
        for name, member in members.items():
            values = list(member.schema.get("enum", ()))
            if member.types & {"integer", "number"} and not _REFERS.search(name):
                values = [v for v in _NUMBERS if self._fits(member, v)]
            if values and name in self.listing.members:
                found[name] = values[index % len(values)]
        return found

    def _fits(self, member: Member, value: Any) -> bool:
        return bool(self.workshop.bench.judge.schemas.at(member.pointer).is_valid(value))

    # Pages

    def _walk(self, limit: int | None, **query: Any) -> Pages | None:
        return self.listing.walk(self.names or {}, limit=limit, **query)

    def _too_many(self) -> Reply | None:
        paging = self.listing.paging
        for limit in (paging.shortest, paging.shortest + 1):
            parameter = paging.limit
            name = "" if parameter is None else parameter.name
            reply = self.listing.page(self.names or {}, **{name: limit})
            things = None if reply is None else self.listing.things(reply)
            if things is not None and len(things) > limit:
                return reply
        return None

    def _both(self) -> tuple[Pages, list[Any], list[Any]] | None:
        """Return a walk in small steps, what it found, and what one in long steps found."""
        whole = self._walk(None)
        if whole is None or not whole.is_whole:
            return None
        found = self._names(whole)
        steps = max(self.listing.paging.shortest, -(-len(found) // 5))
        small = self._walk(steps)
        return None if small is None else (small, self._names(small), found)

    def _names(self, pages: Pages) -> list[Any]:
        return pages.ids("id" if self.kind is None else self.kind.parameter)

    def _repeated(self) -> Reply | None:
        both = self._both()
        if both is None or (both[0].cursors and len(set(both[0].cursors)) < len(both[0].cursors)):
            return None
        small, names, _ = both
        return small.replies[-1] if len(set(names)) < len(names) else None

    def _skipped(self) -> Reply | None:
        both = self._both()
        if both is None or len(both[0].replies) == 1:
            return None
        small, names, whole = both
        return small.replies[-1] if small.is_whole and set(whole) - set(names) else None

    def _short(self) -> Reply | None:
        both = self._both()
        if both is None:
            return None
        small, names, whole = both
        is_short = len(small.replies) == 1 and len(set(whole)) > len(set(names)) > 0
        return small.replies[0] if is_short else None

    def _endless(self) -> Reply | None:
        for pages in (self._walk(None), self._walk(self.listing.paging.shortest)):
            if pages is None:
                continue
            is_endless = len(set(pages.cursors)) < len(pages.cursors) or (
                not pages.is_whole and pages.sizes[-3:] == [0, 0, 0]
            )
            if is_endless:
                return pages.replies[-1]
        return None

    def _miscounted(self) -> Reply | None:
        whole = self._walk(None)
        if whole is None or not whole.is_whole or len(whole.replies) == MOST_PAGES:
            return None
        total = page_of(whole.replies[0]).total
        return whole.replies[0] if total not in {None, len(whole.things)} else None

    # Filters

    def _values(self, parameter: Parameter, member: str, things: list[Any]) -> list[Any]:
        schema, _ = self.workshop.shapes.follow(
            dict(parameter.schema.value) if isinstance(parameter.schema.value, Mapping) else {},
            parameter.schema.pointer,
        )
        seen = [t[member] for t in things if isinstance(t.get(member), str | int)]
        validator = self.workshop.bench.judge.schemas.validator(parameter.schema)
        every = [v for v in (*_mixed(seen), *schema.get("enum", ())) if validator.is_valid(v)]
        nobodys = [v for v in _NOBODYS if validator.is_valid(v) and v not in seen]
        return [*dict.fromkeys(every)][:4] + nobodys[:1]

    def _unfiltered(self, parameter: Parameter, member: str) -> Reply | None:
        whole = self._walk(None)
        for value in self._values(parameter, member, [] if whole is None else whole.things):
            for limit in (None, 1):
                found = self._walk(limit, **{parameter.name: _written(value)})
                for reply in [] if found is None else found.replies:
                    things = self.listing.things(reply) or []
                    if any(not _is_asked(t.get(member, value), value) for t in things):
                        return reply
        return None

    def _overfiltered(self, parameter: Parameter, member: str) -> Reply | None:
        whole = self._walk(None)
        if whole is None or not whole.is_whole:
            return None
        for value in self._values(parameter, member, whole.things):
            due = [t for t in whole.things if t.get(member) == value]
            found = self._walk(None, **{parameter.name: _written(value)})
            if found is not None and found.is_whole and len(found.things) < len(due):
                return found.replies[-1]
        return None

    def _search(self) -> None:
        parameter = self.listing.search()
        if parameter is None:
            return
        self._report(
            "finds what does not contain the text", lambda: self._found(parameter), parameter
        )
        self._report(
            "does not find what contains the text", lambda: self._missed(parameter), parameter
        )
        if "%" not in str(parameter.schema.value):
            reason = "takes % for a wildcard"
            self._report(reason, lambda: self._wild(parameter), parameter)

    def _found(self, parameter: Parameter) -> Reply | None:
        reply = self.listing.page(self.names or {}, **{parameter.name: _NONSENSE})
        return reply if reply is not None and self.listing.things(reply) else None

    def _missed(self, parameter: Parameter) -> Reply | None:
        """Look for the first word of names, where some are found by it."""
        whole = self._walk(None)
        for thing in [] if whole is None else whole.things[-3:]:
            text = thing.get("name") or thing.get("title")
            word = _WORD.match(text) if isinstance(text, str) else None
            if whole is None or word is None:
                continue
            found = self._walk(None, **{parameter.name: word[0]})
            due = [t for t in whole.things if word[0] in str(t.get("name") or t.get("title"))]
            is_alone = text == word[0] and found is not None and not found.things
            is_less = found is not None and found.is_whole and 0 < len(found.things) < len(due)
            if found is not None and (is_alone or is_less):
                return found.replies[-1]
        return None

    def _wild(self, parameter: Parameter) -> Reply | None:
        reply = self.listing.page(self.names or {}, **{parameter.name: _WILDCARD})
        things = None if reply is None else self.listing.things(reply)
        texts = [str(list(thing.values())) for thing in things or ()]
        has_none = self._found(parameter) is None
        return reply if has_none and any(_WILDCARD not in text for text in texts) else None

    # Cursors

    def _foreign_cursors(self) -> None:
        cursor = self.listing.paging.cursor
        if cursor is None or not declares(self.listing.operation, 400, 422):
            return
        self._report(
            "takes a cursor that nobody handed out", lambda: self._taken(cursor, "AAAA"), cursor
        )
        self._report("takes the cursor of another list", lambda: self._taken_over(cursor), cursor)

    def _taken(self, cursor: Parameter, text: str) -> Reply | None:
        if not self.workshop.bench.judge.schemas.validator(cursor.schema).is_valid(text):
            return None
        reply = self.listing.page(self.names or {}, **{cursor.name: text})
        return reply if reply is not None and is_success(reply) else None

    def _taken_over(self, cursor: Parameter) -> Reply | None:
        for operation in self.workshop.bench.operations:
            caller = self.listing.caller
            if operation == self.listing.operation or "{" in operation.path:
                continue
            if operation.method != "GET" or not self.workshop.may(caller, operation):
                continue
            other = Listing.of(self.workshop, operation, caller)
            limit = None if other is None else other.paging.limit
            if other is None or other.paging.cursor is None or limit is None:
                continue
            reply = other.page({}, **{limit.name: 1})
            text = None if reply is None else other.paging.following(page_of(reply))
            if text is not None:
                return self._taken(cursor, text)
        return None


def _is_asked(shown: Any, value: Any) -> bool:
    """Tell whether a filter by this value may show a thing: texts may be looked for in part."""
    if isinstance(shown, str) and isinstance(value, str):
        return value.casefold() in shown.casefold()
    return bool(shown == value)


def _mixed(values: list[Any]) -> list[Any]:
    """Return the values that are not the same first, the most frequent one leading."""
    return sorted(dict.fromkeys(values), key=lambda value: -values.count(value))


def _written(value: Any) -> Any:
    """Return a value as a query says it: `true`, not `True`."""
    return str(value).lower() if isinstance(value, bool) else value


COLLECTIONS = Probe(_ID, "a list whose pages, filters or cursors are not as they say", _run)
