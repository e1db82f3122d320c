"""A request as the command line that sends it again."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Iterable

# Headers that curl writes itself, or that only mark the test case.
_IMPLIED = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "x-schemathesis-testcaseid"}
)


def command(
    method: str, url: str, *, headers: Iterable[tuple[str, str]], body: bytes | None
) -> str:
    """Return a POSIX shell command; a body that is not UTF-8 text travels through base64."""
    words = ["curl", "-i", "-X", method, url]
    for name, value in headers:
        if name.lower() not in _IMPLIED:
            words += ["-H", f"{name}: {value}" if value else f"{name};"]
    if body is None:
        return shlex.join(words)
    text = _text(body)
    if text is not None:
        return shlex.join([*words, "--data-raw", text])
    encoded = base64.b64encode(body).decode()
    return f"echo {encoded} | base64 -d | {shlex.join([*words, '--data-binary', '@-'])}"


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
