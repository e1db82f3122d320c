"""What Python's JSON reader complains of, in words with a mend."""

from __future__ import annotations

import json
import re

from adhere.source import problem
from adhere.source.lines import Lines
from adhere.source.problem import Problem

_YAML = re.compile(r"\s*(#|---|[\w$-]+:\s)")
_MENDS = {
    "Expecting ',' delimiter": ("a comma or the closing bracket is missing here", "Add it."),
    "Expecting ':' delimiter": ("a colon is missing after the key", "Add it."),
    "Extra data": ("text follows the end of the JSON value", "Remove it."),
    "Unterminated string starting at": ("this string is never closed", "Add the closing quote."),
    "Invalid control character at": (
        "a line break, a tab or another control character stands in a string",
        "Escape it: '\\n', '\\t'.",
    ),
    "Invalid \\escape": ("this escape means nothing in JSON", "Write the backslash twice."),
    "Invalid \\uXXXX escape": ("'\\u' takes four hexadecimal digits", None),
}


def explain(error: json.JSONDecodeError, lines: Lines) -> Problem:
    """Locate the complaint and say what is wrong and how to mend it."""
    message, mend = _MENDS.get(error.msg.removesuffix(": "), (None, None))
    if _YAML.match(lines.text):
        message = "this is no JSON, though the file's name ends in '.json'"
        return problem.syntax_error(lines.span(error.pos), message, "Name a YAML file '.yaml'.")
    if message is not None:
        return problem.syntax_error(lines.span(error.pos), message, mend)
    if lines.text[error.pos : error.pos + 1] in ("}", "]", ","):
        before = len(lines.text[: error.pos].rstrip()) - 1
        comma = error.pos if lines.text[error.pos] == "," else before
        if lines.text[comma : comma + 1] == ",":
            message = "a comma stands here and no further element follows"
            return problem.syntax_error(lines.span(comma), message, "Remove the comma.")
    return _unexpected(error, lines)


def _unexpected(error: json.JSONDecodeError, lines: Lines) -> Problem:
    span = lines.span(error.pos)
    rest = lines.text[error.pos :]
    if not rest:
        last = lines.span(max(0, len(lines.text.rstrip()) - 1))
        return problem.syntax_error(last, "the text ends here, before the JSON value does")
    if rest.startswith(("//", "/*", "#")):
        return problem.syntax_error(span, "JSON has no comments", "Remove it.")
    if rest.startswith("'"):
        return problem.syntax_error(span, "JSON strings stand in double quotes", 'Use ".')
    wanted = "a key in double quotes" if "property name" in error.msg else "a value"
    return problem.syntax_error(span, f"{wanted} is expected here, not {rest[:1]!r}")
