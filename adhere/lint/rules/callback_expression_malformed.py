"""A callback whose URL is no runtime expression (OpenAPI 3.2, section 4.20.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from adhere.contract.sent import callback_slots
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject

EMBEDDED = re.compile(r"\{([^{}]*)\}")
FIELD_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
EXPRESSION = re.compile(
    rf"\$(?:url|method|statusCode|(?:request|response)\."
    rf"(?:header\.{FIELD_NAME}|(?:query|path)\..+|body(?:#(?:/(?:[^/~]|~[01])*)*)?))"
)
MEND = "Write it like {$request.body#/callbackUrl} or https://host/{$request.query.id}."


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the URL of every callback."""
    seen = set()
    for slot in callback_slots(subject.contract.operations):
        if slot.item.pointer in seen:
            continue
        seen.add(slot.item.pointer)
        for found in malformed(slot.path):
            yield Finding(slot.item, f"the callback's {found!r} is no runtime expression", MEND)


def malformed(url: str) -> Iterator[str]:
    """Yield what of the key of a Callback Object should be an expression and is none."""
    written = [url] if url.startswith("$") else EMBEDDED.findall(url)
    yield from (text for text in written if not EXPRESSION.fullmatch(text))
    if EMBEDDED.sub("", url).strip("{}") != EMBEDDED.sub("", url):
        yield url


RULE = Rule(
    id="callback-expression-malformed",
    severity=Severity.WARNING,
    summary="The URL of a callback holds what is no runtime expression.",
    why="The URL cannot be found in any request, so the callback is never sent.",
    mend=MEND,
    bad="""\
callbacks:
  onProgress:
    '{$request.bdy#/callbackUrl}':
      post: {responses: {'204': {description: Noted.}}}
""",
    good="""\
callbacks:
  onProgress:
    '{$request.body#/callbackUrl}':
      post: {responses: {'204': {description: Noted.}}}
""",
    check=check,
)
