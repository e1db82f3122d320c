"""A reply tells nothing of the inside, and gives no password or credential back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adhere.fuzz.checks.breach import Breach, Evidence
from adhere.source import Pointer

_FIRST_ERROR = 400
# A text of fewer different letters may stand in a reply by chance.
_FEWEST_LETTERS = 5
# What only an error message of the inside has in it, and how reports call it.
_INSIDE = {
    "a stack trace": re.compile(
        r"Traceback \(most recent call last\)|^\s+at [\w.$<>]+\([\w./]*:\d+"
        r"|goroutine \d+ \[running\]|\w+\.(py|rb|php|js|go|java)(:|\", line )\d+",
        re.MULTILINE,
    ),
    "a path of its machine": re.compile(
        r"(?<![\w/.])/(srv|usr|home|var|opt|app|root|Users)/[\w.-]+/[\w./-]*\w+\.\w{1,4}\b"
    ),
    "SQL": re.compile(
        r"\bSELECT\b.{1,200}\bFROM\b|\bINSERT INTO\b|\bconstraint failed\b"
        r"|violates (unique|foreign key|not-null|check) constraint|SQLSTATE|psycopg|sqlite3\.",
        re.IGNORECASE | re.DOTALL,
    ),
}


def leaks(evidence: Evidence) -> Iterator[Breach]:
    """Find what a refusal or failure shows of the inside, and secrets that come back."""
    if not evidence.content:
        return
    text = evidence.content.decode("utf-8", "replace").replace("\\n", "\n").replace('\\"', '"')
    response = evidence.response
    pointer = evidence.operation.pointer if response is None else response.pointer
    if evidence.status >= _FIRST_ERROR:
        yield from _inside(text, evidence, pointer)
    for name, secret in evidence.secrets:
        if secret in text and (not evidence.succeeded or len(set(secret)) >= _FEWEST_LETTERS):
            where = "a reply" if evidence.succeeded else "an error"
            detail = f"The reply {evidence.status} repeats the value of {name}."
            yield Breach("leaks", f"repeats {name} in {where}", detail, pointer)


def _inside(text: str, evidence: Evidence, pointer: Pointer) -> Iterator[Breach]:
    for what, pattern in _INSIDE.items():
        found = pattern.search(text)
        if found is not None and found[0] not in evidence.sent:
            detail = f"The reply {evidence.status} holds {found[0][:80]!r}."
            yield Breach("leaks", f"shows {what} in an error", detail, pointer)
