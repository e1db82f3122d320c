"""A request as the command line that sends it again."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterable

from adhere.fuzz.redaction import Redactor

# Headers that curl writes itself, or that only mark the test case.
IMPLIED = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "x-schemathesis-testcaseid"}
)


def command(
    method: str,
    url: str,
    *,
    headers: Iterable[tuple[str, str]],
    body: bytes | None,
    redactor: Redactor,
) -> str:
    """Return a POSIX shell command, variables in the place of secrets.

    A body that is not UTF-8 text travels through base64.
    """
    words = ["curl", "-i", "-X", shlex.quote(method), redactor.shell_word(url)]
    for name, value in headers:
        if name.lower() not in IMPLIED:
            words += ["-H", redactor.shell_header(name, value)]
    if not body:
        return " ".join(words)
    text = text_of(body)
    if text is not None:
        return " ".join([*words, "--data-raw", redactor.shell_word(text)])
    encoded = base64.b64encode(body).decode()
    return " ".join(["echo", encoded, "| base64 -d |", *words, "--data-binary", "@-"])


def text_of(body: bytes) -> str | None:
    """Return a body that can stand as text in a command; `None` for any other."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
