"""Lists say what there is: every page of it, nothing twice, and only what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adhere.contract.nodes import Parameter
from adhere.fuzz.probes.listing import Listing, Pages
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Workshop, is_success
from adhere.fuzz.resources import Resource, declares

_ID = "collections"
_WANTED = 4
_NONSENSE = "qzxjvkwyqzxj"
_WILDCARD = "%"


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
        limit = self.listing.limit
        if limit is not None:
            self._report("answers more than the limit asks for", self._too_many, limit)
        if limit is not None and self.listing.cursor is not None:
            cursor = self.listing.cursor
            self._report("shows something twice on its pages", self._repeated, cursor)
            self._report("leaves something out on its pages", self._skipped, cursor)
            self._report("ends before everything was shown", self._short, cursor)
            self._report("goes on after the last page", self._endless, cursor)
        for parameter in self.listing.filters():
            reason = f"lists what {parameter.name} leaves out"
            self._report(reason, lambda p=parameter: self._unfiltered(p), parameter)
            reason = f"leaves out what {parameter.name} asks for"
            self._report(reason, lambda p=parameter: self._overfiltered(p), parameter)
        self._search()
        self._foreign_cursors()

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

    def _filled(self) -> dict[str, Any] | None:
        """Return the names in the list's path, once there are some things in it."""
        kind = next((k for k in self.workshop.kinds if k.list == self.listing.operation), None)
        if kind is None:
            return {} if "{" not in self.listing.operation.path else None
        names: dict[str, Any] | None = None if kind.parents else {}
        if self.workshop.bench.engine.profile.may_change:
            for _ in range(_WANTED):
                made = self._made(kind)
                if made is None:
                    break
                names = {n: v for n, v in made.items() if n != kind.parameter}
        return names

    def _made(self, kind: Resource) -> Mapping[str, Any] | None:
        made = self.workshop.make(kind, self.listing.caller) or self.workshop.some(kind)
        return None if made is None else made.names

    # Pages

    def _walk(self, limit: int | None, **query: Any) -> Pages | None:
        return self.listing.walk(self.names or {}, limit=limit, **query)

    def _too_many(self) -> Reply | None:
        for limit in (1, 2):
            name = "" if self.listing.limit is None else self.listing.limit.name
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
        steps = max(1, -(-len(found) // 5))
        small = self._walk(steps)
        return None if small is None else (small, self._names(small), found)

    @staticmethod
    def _names(pages: Pages) -> list[Any]:
        return pages.ids("id")

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
        pages = self._walk(None)
        if pages is None:
            return None
        is_endless = len(set(pages.cursors)) < len(pages.cursors) or (
            not pages.is_whole and pages.sizes[-3:] == [0, 0, 0]
        )
        return pages.replies[-1] if is_endless else None

    # Filters

    def _values(self, parameter: Parameter, things: list[dict[str, Any]]) -> list[Any]:
        schema, _ = self.workshop.shapes.follow(
            dict(parameter.schema.value) if isinstance(parameter.schema.value, Mapping) else {},
            parameter.schema.pointer,
        )
        seen = [t[parameter.name] for t in things if isinstance(t.get(parameter.name), str | int)]
        return list(dict.fromkeys([*seen, *schema.get("enum", ())]))[:4]

    def _unfiltered(self, parameter: Parameter) -> Reply | None:
        whole = self._walk(None)
        for value in self._values(parameter, [] if whole is None else whole.things):
            for limit in (None, 1):
                found = self._walk(limit, **{parameter.name: value})
                for reply in [] if found is None else found.replies:
                    things = self.listing.things(reply) or []
                    if any(t.get(parameter.name, value) != value for t in things):
                        return reply
        return None

    def _overfiltered(self, parameter: Parameter) -> Reply | None:
        whole = self._walk(None)
        if whole is None or not whole.is_whole:
            return None
        for value in self._values(parameter, whole.things):
            due = [t for t in whole.things if t.get(parameter.name) == value]
            found = self._walk(None, **{parameter.name: value})
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
        """Look for the name of something that is listed, where names are found at all."""
        whole = self._walk(None)
        for thing in [] if whole is None else whole.things[-3:]:
            text = thing.get("name") or thing.get("title")
            if not isinstance(text, str) or not text.isalnum():
                continue
            reply = self.listing.page(self.names or {}, **{parameter.name: text})
            if reply is not None and self.listing.things(reply) == []:
                return reply
        return None

    def _wild(self, parameter: Parameter) -> Reply | None:
        reply = self.listing.page(self.names or {}, **{parameter.name: _WILDCARD})
        things = None if reply is None else self.listing.things(reply)
        texts = [str(list(thing.values())) for thing in things or ()]
        has_none = self._found(parameter) is None
        return reply if has_none and any(_WILDCARD not in text for text in texts) else None

    # Cursors

    def _foreign_cursors(self) -> None:
        cursor = self.listing.cursor
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
            if other is None or other.cursor is None or other.limit is None:
                continue
            reply = other.page({}, **{other.limit.name: 1})
            text = None if reply is None else other.following(reply)
            if text is not None:
                return self._taken(cursor, text)
        return None


COLLECTIONS = Probe(_ID, "a list whose pages, filters or cursors are not as they say", _run)
