"""Texts come back as they were sent, whatever their letters (RFC 8259 section 8.1).

White space at the ends stays as well, unless the contract says that it is cut off.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from adhere.fuzz.engine import Caller
from adhere.fuzz.probes.probe import Bench, Probe, Reply
from adhere.fuzz.probes.workshop import Workshop, json_of
from adhere.fuzz.resources import Member, Resource, body_schema, reply_schema

_ID = "encoding"
# What is lost: letters beyond Latin-1, letters beyond the BMP, what NFKC takes for others.
_TEXTS = {
    "letters beyond Latin-1": "日本語 ß Ω",
    "letters beyond the Basic Multilingual Plane": "a😀b🦄c",
    "ligatures and other compatibility characters": "ﬁne ½ Ⅷ",
    "characters that markup and queries escape": "a&lt;b> \"c\" 'd' %25 \\e",
    "white space at its ends": " a b ",
}
_TIDIED = re.compile(r"trim|strip|white ?space|blank|normali[sz]", re.IGNORECASE)


def _run(bench: Bench) -> None:
    if not bench.engine.profile.may_change:
        return
    workshop = Workshop(bench, _ID)
    for kind in workshop.kinds:
        for caller in workshop.callers(kind.create)[-1:]:
            if kind.create is not None:
                with bench.attempt(kind.create):
                    _Writer(workshop, kind, caller).test()


@dataclass(frozen=True, slots=True)
class _Writer:
    workshop: Workshop
    kind: Resource
    caller: Caller

    def test(self) -> None:
        """Create things with each text in each member that admits it."""
        create = self.kind.create
        if create is None:
            return
        for member in self._members():
            for what, text in _TEXTS.items():
                if _TIDIED.search(f"{member.schema.get('description')} {create.description}"):
                    continue
                self.workshop.confirm(
                    create,
                    f"does not keep {what} in {member.name}",
                    "Another text is shown than was sent, in two things created for it.",
                    seen=partial(self._changed, member, text),
                    caller=self.caller,
                    pointer=member.pointer,
                )

    def _members(self) -> list[Member]:
        create = self.kind.create
        declared = None if create is None else body_schema(create)
        shown = (
            self.workshop.shapes.members(reply_schema(self.kind.read or create)) if create else {}
        )
        sent = self.workshop.shapes.members(None if declared is None else declared[1])
        return [
            member
            for member in sent.values()
            if member.schema.get("type") == "string"
            and member.name in shown
            and not {"format", "enum", "const"} & member.schema.keys()
        ]

    def _changed(self, member: Member, text: str) -> Reply | None:
        made = self.workshop.make(self.kind, self.caller, **{member.name: text})
        if made is None or not isinstance(made.sent, dict):
            return None
        reply, read = made.reply, self.kind.read
        if read is not None and self.workshop.may(self.caller, read):
            reply = self.workshop.send(read, self.caller, names=made.names) or reply
        shown = json_of(reply)
        kept = shown.get(member.name) if isinstance(shown, dict) else None
        return reply if isinstance(kept, str) and kept != made.sent[member.name] else None


ENCODING = Probe(_ID, "a text that does not come back as it was sent", _run)
