"""What was created, changed or deleted is so from then on, wherever one looks.

RFC 9110 sections 9.2.1 (safe methods), 9.3.4 (PUT), 10.2.2 (Location), 13.1.1 (If-Match);
RFC 7396 (merge patch).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adhere.contract.nodes import Operation
from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.listing import Listing
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import (
    Made,
    Workshop,
    etag_of,
    is_success,
    json_of,
    response_pointer,
)
from adhere.fuzz.resources import Resource, body_schema, declares, has_header, reply_schema

_ID = "states"
_GONE = frozenset({404, 410})
_PRECONDITION_FAILED = 412
_PRECONDITION_REQUIRED = 428
_OTHER_TAG = '"no-such-version"'


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        for caller in workshop.callers(kind.create)[-1:]:
            create = kind.create
            if create is not None:
                with bench.attempt(create):
                    _Life(workshop, kind, caller).live()


@dataclass(frozen=True, slots=True)
class _Life:
    """One kind of thing, in the hands of one caller, from its creation to its end."""

    workshop: Workshop
    kind: Resource
    caller: Caller

    def live(self) -> None:
        """Look at every promise that the contract's methods make."""
        self._created()
        if self.kind.read is not None:
            self._reads_change_nothing()
            for change in (self.kind.patch, self.kind.put):
                if self._may(change) and change is not None:
                    self._changes(change)
                    self._conditions(change)
        if self._may(self.kind.delete):
            self._deleted()

    def _may(self, operation: Operation | None) -> bool:
        return self.workshop.may(self.caller, operation)

    def _make(self) -> Made | None:
        return self.workshop.make(self.kind, self.caller)

    def _read(self, made: Made) -> Reply | None:
        read = self.kind.read
        if read is None or not self._may(read):
            return None
        return self.workshop.send(read, self.caller, names=made.names)

    def _report(self, operation: Operation | None, reason: str, seen: Any, **more: Any) -> bool:
        if operation is None:
            return False
        detail = more.pop("detail", "Seen twice, with a new thing each time.")
        return self.workshop.confirm(
            operation, reason, detail, seen=seen, caller=self.caller, **more
        )

    # Creation

    def _created(self) -> None:
        create = self.kind.create
        self._report(
            self.kind.read, "does not find what was just created", self._lost, promised=("2XX",)
        )
        self._report(create, "Location leads nowhere", self._misled)
        self._report(self.kind.list, "does not list what was just created", self._unlisted)
        self._report(create, "keeps something else than was sent", self._kept_otherwise)

    def _lost(self) -> Reply | None:
        made = self._make()
        reply = None if made is None else self._read(made)
        return reply if reply is not None and reply.status in _GONE else None

    def _misled(self) -> Reply | None:
        made, read = self._make(), self.kind.read
        location = None if made is None else made.reply.response.headers.get("location")
        if made is None or not location or read is None or not self._may(read):
            return None
        last = location[0].rstrip("/").rsplit("/", 1)[-1]
        reply = self.workshop.send(
            read, self.caller, names={**made.names, self.kind.parameter: last}
        )
        return made.reply if reply is not None and reply.status in _GONE else None

    def _unlisted(self) -> Reply | None:
        listing = self._listing()
        made = None if listing is None else self._make()
        if listing is None or made is None:
            return None
        found = listing.walk(made.names)
        if found is None or not found.is_whole or made.id in found.ids(self.kind.parameter):
            return None
        return found.replies[-1]

    def _listing(self) -> Listing | None:
        lister = self.kind.list
        if lister is None or not self._may(lister):
            return None
        return Listing.of(self.workshop, lister, self.caller)

    def _kept_otherwise(self) -> Reply | None:
        made = self._make()
        if made is None:
            return None
        reply = self._read(made) or made.reply
        different = _difference(made.sent, json_of(reply), self._comparable(self.kind.create))
        return reply if different else None

    def _comparable(self, operation: Operation | None) -> frozenset[str]:
        """Return the plain members that are sent and shown under one name and schema."""
        if operation is None:
            return frozenset()
        declared = body_schema(operation)
        shown = self.workshop.shapes.members(reply_schema(self.kind.read or operation))
        sent = self.workshop.shapes.members(None if declared is None else declared[1])
        return frozenset(
            name
            for name, member in sent.items()
            if name in shown
            and "format" not in member.schema
            and not member.schema.get("writeOnly")
        )

    # Reading

    def _reads_change_nothing(self) -> None:
        self._report(self.kind.read, "changes the thing's ETag, though it only reads", self._moved)

    def _moved(self) -> Reply | None:
        made = self._make()
        replies = [] if made is None else [self._read(made) for _ in range(3)]
        tags = {etag_of(reply) for reply in replies if reply is not None}
        return replies[-1] if len(tags) > 1 and None not in tags else None

    # Change

    def _changes(self, change: Operation) -> None:
        members = self._comparable(change)
        for name in sorted(members):
            reason = f"does not change {name}, though it says so"
            self._report(change, reason, lambda n=name: self._changed(change, n, kept=False))
        if is_merge_patch(change):
            for name in sorted(members):
                reason = f"keeps {name}, which null takes away (RFC 7396)"
                self._report(change, reason, lambda n=name: self._kept(change, n))
        if change.method == "PATCH":
            reason = "changes what the patch does not name"
            self._report(change, reason, lambda: self._others_changed(change, members))
        self._report(change, "leaves the ETag as it was", lambda: self._same_tag(change, members))

    def _changed(self, change: Operation, name: str, *, kept: bool) -> Reply | None:
        """Return the reply where a member is, or is not, what it was changed to."""
        found = self._patched(change, name)
        if found is None:
            return None
        value, reply, after, _ = found
        return reply if (after.get(name) == value) is kept else None

    def _kept(self, change: Operation, name: str) -> Reply | None:
        """Return the reading that still shows what a merge patch took away."""
        if not self.workshop.is_valid(change, {name: None}):
            return None
        made = self._make()
        first = None if made is None else self._read(made)
        if made is None or first is None or json_of(first).get(name) is None:
            return None
        reply = self._change(change, made, {name: None}, etag_of(first))
        again = self._read(made) if reply is not None and reply.is_done else None
        is_kept = again is not None and json_of(again).get(name) is not None
        return again if is_kept else None

    def _others_changed(self, change: Operation, members: frozenset[str]) -> Reply | None:
        for name in sorted(members):
            found = self._patched(change, name)
            if found is None:
                continue
            _, reply, after, before = found
            if any(after.get(m) != before.get(m) for m in members - {name}):
                return reply
        return None

    def _same_tag(self, change: Operation, members: frozenset[str]) -> Reply | None:
        made = self._make()
        first = None if made is None else self._read(made)
        if made is None or first is None or etag_of(first) is None:
            return None
        for name in sorted(members):
            body = self._body(change, made, name, json_of(first))
            reply = None if body is None else self._change(change, made, body, etag_of(first))
            again = self._read(made) if reply is not None and reply.is_done else None
            if again is not None and json_of(again).get(name) != json_of(first).get(name):
                return again if etag_of(again) == etag_of(first) else None
        return None

    def _patched(
        self, change: Operation, name: str
    ) -> tuple[Any, Reply, Mapping[str, Any], Mapping[str, Any]] | None:
        made = self._make()
        first = None if made is None else self._read(made)
        before = None if first is None else json_of(first)
        if made is None or first is None or not isinstance(before, dict):
            return None
        body = self._body(change, made, name, before)
        reply = None if body is None else self._change(change, made, body, etag_of(first))
        if reply is None or not reply.is_done:
            return None
        second = self._read(made)
        after = None if second is None else json_of(second)
        return (body[name], reply, after, before) if isinstance(after, dict) else None

    def _body(self, change: Operation, made: Made, name: str, before: Any) -> Any:
        """Return a valid body that gives the member another value."""
        base = dict(made.sent) if change.method == "PUT" and isinstance(made.sent, dict) else {}
        now = before.get(name) if isinstance(before, dict) else None
        for value in (*self._enumerated(change, name, now), *others(now)):
            body = {**base, name: value}
            if self.workshop.is_valid(change, body):
                return self.workshop.fresh(change, body, [name]) if isinstance(value, str) else body
        return None

    def _enumerated(self, change: Operation, name: str, now: Any) -> list[Any]:
        """Return the other values that the contract counts up for a member."""
        declared = body_schema(change)
        members = self.workshop.shapes.members(declared[1] if declared else None)
        values = members[name].schema.get("enum", []) if name in members else []
        return [value for value in values if value is not None and value != now]

    def _change(
        self, change: Operation, made: Made, body: Any, tag: str | None, **headers: str
    ) -> Reply | None:
        if tag is not None and has_header(change, "If-Match"):
            headers = {"If-Match": tag, **headers}
        return self.workshop.send(change, self.caller, names=made.names, headers=headers, body=body)

    # Conditions

    def _conditions(self, change: Operation) -> None:
        if not has_header(change, "If-Match"):
            return
        if declares(change, _PRECONDITION_FAILED):
            reason = "changes the thing under an If-Match that names another version"
            pointer = response_pointer(change, _PRECONDITION_FAILED)
            self._report(
                change, reason, lambda: self._conditional(change, _OTHER_TAG), pointer=pointer
            )
            reason = "changes the thing under the If-Match of a version before"
            self._report(change, reason, lambda: self._outdated(change), pointer=pointer)
        if declares(change, _PRECONDITION_REQUIRED):
            reason = "changes the thing without If-Match"
            pointer = response_pointer(change, _PRECONDITION_REQUIRED)
            self._report(change, reason, lambda: self._conditional(change, None), pointer=pointer)

    def _conditional(self, change: Operation, tag: str | None) -> Reply | None:
        made = self._make()
        body = None if made is None else self._any_body(change, made)
        reply = None if made is None or body is None else self._change(change, made, body, tag)
        return reply if reply is not None and is_success(reply) else None

    def _outdated(self, change: Operation) -> Reply | None:
        made = self._make()
        first = None if made is None else self._read(made)
        tag = None if first is None else etag_of(first)
        if made is None or first is None or tag is None:
            return None
        replies = []
        for _ in range(2):
            body = self._any_body(change, made)
            reply = None if body is None else self._change(change, made, body, tag)
            if reply is None or not reply.is_done:
                return None
            replies.append(reply)
        return replies[-1]

    def _any_body(self, change: Operation, made: Made) -> Any:
        first = self._read(made)
        shown = None if first is None else json_of(first)
        bodies = (
            self._body(change, made, name, shown) for name in sorted(self._comparable(change))
        )
        return next((body for body in bodies if body is not None), None)

    # End

    def _deleted(self) -> None:
        gone = ("404", "410")
        self._report(self.kind.read, "still finds what was deleted", self._undead, promised=gone)
        self._report(self.kind.list, "still lists what was deleted", self._still_listed)
        if self.kind.delete is not None and declares(self.kind.delete, 404, 410):
            reason = "says of what is not there that it was deleted"
            self._report(self.kind.delete, reason, self._deleted_again, promised=gone)

    def _delete(self) -> tuple[Made, Reply] | None:
        made = self._make()
        if made is None or self.kind.delete is None:
            return None
        reply = self.workshop.send(self.kind.delete, self.caller, names=made.names)
        return None if reply is None or not reply.is_done else (made, reply)

    def _undead(self) -> Reply | None:
        deleted = self._delete()
        reply = None if deleted is None else self._read(deleted[0])
        return reply if reply is not None and is_success(reply) else None

    def _still_listed(self) -> Reply | None:
        listing = self._listing()
        deleted = None if listing is None else self._delete()
        if listing is None or deleted is None:
            return None
        found = listing.walk(deleted[0].names)
        if found is None or deleted[0].id not in found.ids(self.kind.parameter):
            return None
        return found.replies[-1]

    def _deleted_again(self) -> Reply | None:
        deleted = self._delete()
        if deleted is None or self.kind.delete is None:
            return None
        again = self.workshop.send(self.kind.delete, self.caller, names=deleted[0].names)
        return again if again is not None and is_success(again) else None


def is_merge_patch(change: Operation) -> bool:
    """Tell whether an operation takes a JSON merge patch."""
    declared = body_schema(change)
    return declared is not None and declared[0] == "application/merge-patch+json"


def _difference(sent: Any, shown: Any, names: frozenset[str]) -> bool:
    if not isinstance(sent, dict) or not isinstance(shown, dict):
        return False
    plain = (str, int, float, bool)
    return any(
        isinstance(sent[name], plain) and name in shown and shown[name] != sent[name]
        for name in names & sent.keys()
    )


def others(value: Any) -> list[Any]:
    """Return other values of the same type, near the one there is."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 7, value - 7, value + 1, value - 1]
    if isinstance(value, float):
        return [value + 1.5, value - 1.5]
    if isinstance(value, str):
        return [f"{value}X", "Other", "other", "OTHER-1"]
    return ["Other", "OTHER-1", 7]


STATES = Probe(_ID, "something created, changed or deleted that is not so afterwards", _run)
