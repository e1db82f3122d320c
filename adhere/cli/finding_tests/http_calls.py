"""A request as a call of httpx: just what was sent, be it valid or not."""

from __future__ import annotations

from adhere.cli.finding_tests.spelling import Spelling, UnspeakableError, json_value
from adhere.fuzz.report import Step

# What the client of the run says of itself; httpx says it of itself.
_OF_THE_CLIENT = frozenset({"user-agent", "accept"})


def http_call(step: Step, spelling: Spelling) -> str:
    """Return the expression. Raises UnspeakableError for a header field that is not ASCII."""
    spelling.imports.add("import httpx")
    target = spelling.target(spelling.marked(step.target))
    address = f'f"{{URL}}{target[2:]}' if target.startswith('f"') else f'f"{{URL}}{_inner(target)}"'
    arguments = [repr(step.exchange.method), address]
    fields = []
    for name, pieces in step.headers:
        value = spelling.marked(pieces)
        if name.lower() in _OF_THE_CLIENT and (name.lower() != "accept" or value == "*/*"):
            continue
        if not "".join(pieces[::2]).isascii() or not name.isascii():
            raise UnspeakableError(name)
        fields.append(f"({spelling.text(name)}, {spelling.text(value)})")
    if fields:
        arguments.append(f"headers=[{', '.join(fields)}]")
    arguments += _body(step, spelling)
    return f"httpx.request({', '.join(arguments)}, timeout=30)"


def _body(step: Step, spelling: Spelling) -> list[str]:
    if step.encoded is not None:
        spelling.imports.add("import base64")
        return [f'content=base64.b64decode("{step.encoded}")']
    if step.body is None:
        return []
    text = spelling.marked(step.body)
    if any(n.lower() == "content-type" and "json" in "".join(p) for n, p in step.headers):
        try:
            return [f"json={spelling.value(json_value(text))}"]
        except (ValueError, RecursionError):
            pass
    return [f"content={spelling.text(text)}"]


def _inner(literal: str) -> str:
    return literal[1:-1].replace("{", "{{").replace("}", "}}")
