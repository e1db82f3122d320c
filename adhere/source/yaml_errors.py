"""What libyaml complains of, in words that a reader of OpenAPI documents understands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from yaml import MarkedYAMLError, ScalarToken, YAMLError
from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs forget it
from yaml.reader import ReaderError

from adhere.source import problem
from adhere.source.lines import Lines
from adhere.source.problem import Problem

_CONFLICT = re.compile(r"^(<<<<<<<|=======|>>>>>>>)( |$)", re.MULTILINE)
_NO_SPACE = re.compile(r"\s*(?:- )?([\w-]+):(\S.*)")
_KEY_INSIDE = re.compile(r"\n\s*(?:- )?[\w$/-][^\s:]*:(?:\s|$)")
_CLOSED = ('"', "'", "]", "}")


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What libyaml found, and where it was (`start`: of the construct that it was reading)."""

    lines: Lines
    offset: int
    start: int

    @property
    def number(self) -> int:
        return self.lines.span(self.offset).start.line

    @property
    def line(self) -> str:
        return self.lines.line(self.number)

    @property
    def before(self) -> str:
        """The line up to the complaint."""
        return self.line[: self.lines.span(self.offset).start.column - 1]

    @property
    def character(self) -> str:
        return self.lines.text[self.offset : self.offset + 1]

    def line_above(self) -> tuple[int, str]:
        """Return the nearest line above that says something, and its number."""
        for number in range(self.number - 1, 0, -1):
            text = self.lines.line(number)
            if text.strip() and not text.lstrip().startswith("#"):
                return number, text
        return 0, ""

    def say(self, message: str, mend: str | None = None) -> Problem:
        return problem.syntax_error(self.lines.span(self.offset), message, mend)

    def say_at_start(self, message: str, mend: str | None = None) -> Problem:
        return problem.syntax_error(self.lines.span(self.start), message, mend)


def explain(error: YAMLError, lines: Lines) -> Problem:
    """Locate the complaint and say what is wrong and how to mend it."""
    conflict = _CONFLICT.search(lines.text)
    if conflict is not None:
        message = "a conflict of a merge was left unresolved here"
        return problem.syntax_error(lines.span(*conflict.span()), message, "Resolve it.")
    if isinstance(error, ReaderError):
        return _control_character(error, lines)
    if not isinstance(error, MarkedYAMLError):
        return problem.syntax_error(lines.span(0), str(error))
    complaint = _complaint(error, lines)
    unclosed = _unclosed_quote(complaint)
    if unclosed is not None:
        message = f"this quote is not closed; it runs on to line {complaint.number}"
        return problem.syntax_error(lines.span(unclosed), message, "Add the closing quote.")
    for said, explanation in _EXPLANATIONS.items():
        if said in (error.problem or ""):
            return explanation(complaint)
    return complaint.say(f"this is not YAML: {error.problem}")


def _complaint(error: MarkedYAMLError, lines: Lines) -> _Complaint:
    mark = error.problem_mark or error.context_mark
    offset = 0 if mark is None else int(mark.index)
    start = error.context_mark
    return _Complaint(lines, offset, offset if start is None else int(start.index))


def _unclosed_quote(complaint: _Complaint) -> int | None:
    """Return where a quoted text starts that swallowed keys and ended at the next quote."""
    quoted = None
    try:
        parser = CParser(complaint.lines.text)
        while (token := parser.get_token()) and token.end_mark.index <= complaint.offset:
            if isinstance(token, ScalarToken) and token.style in {'"', "'"}:
                quoted = token
    except YAMLError:  # the complaint itself
        pass
    if quoted is None or quoted.end_mark.line + 1 != complaint.number:
        return None
    start, end = int(quoted.start_mark.index), int(quoted.end_mark.index)
    return start if _KEY_INSIDE.search(complaint.lines.text[start:end]) else None


def _control_character(error: ReaderError, lines: Lines) -> Problem:
    offset = len(lines.text.encode()[: int(error.position)].decode(errors="ignore"))
    message = (
        f"the control character U+{ord(lines.text[offset : offset + 1] or ' '):04X} stands here"
    )
    return problem.syntax_error(lines.span(offset), message, "Remove it, or escape it in quotes.")


def _second_colon(complaint: _Complaint) -> Problem:
    """Explain a ': ' where no key can be: three mistakes end so."""
    number, above = complaint.line_above()
    no_space = _NO_SPACE.fullmatch(above)
    if ": " in complaint.before.strip():
        mend = "Quote the whole text."
        return complaint.say(
            "': ' stands in a text without quotes, where it would start a value", mend
        )
    if no_space is not None:
        mend = f"Write '{no_space[1]}: {no_space[2]}' in line {number}."
        return complaint.say(
            f"line {number} has no space after its colon, so it holds no key", mend
        )
    if number == 0:
        return complaint.say("the text before this ':' is too long for a key", "Shorten it.")
    if ":" not in above:
        mend = f"Write 'key: value' in line {number}, or indent it under the text it continues."
        return complaint.say(f"line {number} above this key holds no key", mend)
    message = f"this key is indented deeper than line {number}, whose key has a value already"
    return complaint.say(message, "Indent it as the line above, or remove the value there.")


def _no_key(complaint: _Complaint) -> Problem:
    """Explain what does not continue a mapping."""
    before = complaint.before.rstrip()
    if before.endswith(_CLOSED):
        mend = "Quote the whole value; inside single quotes an apostrophe is written twice."
        return complaint.say(f"text follows the closing {before[-1]} of this value", mend)
    if complaint.character == "-":
        mend = "Indent the list under the key that it belongs to."
        return complaint.say("a list starts among the keys of a mapping", mend)
    column = complaint.lines.span(complaint.start).start.column - 1
    message = f"the indentation of this line, {_spaces(complaint)}, fits no key above it"
    mend = f"The mapping that is open here is indented by {column}; indent this line as its keys."
    return complaint.say(message, mend)


def _spaces(complaint: _Complaint) -> str:
    count = len(complaint.before)
    return "1 space" if count == 1 else f"{count} spaces"


def _no_item(complaint: _Complaint) -> Problem:
    message = "a key stands among the items of a list"
    return complaint.say(message, "Start the line with '- ', or indent it as the list's own key.")


def _bad_character(complaint: _Complaint) -> Problem:
    if complaint.character == "\t":
        return _tab(complaint)
    message = f"a text without quotes cannot start with {complaint.character!r}"
    return complaint.say(message, "Quote the text.")


def _tab(complaint: _Complaint) -> Problem:
    return complaint.say("a tab indents this line; YAML allows spaces only", "Use spaces.")


def _open_quote(complaint: _Complaint) -> Problem:
    return complaint.say_at_start("this quoted text is never closed", "Add the closing quote.")


def _open_bracket(complaint: _Complaint) -> Problem:
    bracket = complaint.lines.text[complaint.start : complaint.start + 1]
    place = complaint.lines.span(complaint.start).start
    message = (
        f"the {bracket!r} of line {place.line}, column {place.column} is not closed before this"
    )
    return complaint.say(message, f"Add a ',' or the closing {_closing(bracket)!r}.")


def _closing(bracket: str) -> str:
    return "]" if bracket == "[" else "}"


def _no_colon(complaint: _Complaint) -> Problem:
    return complaint.say_at_start("this line holds no 'key: value'", "Write the key and a colon.")


def _bad_escape(complaint: _Complaint) -> Problem:
    escape = complaint.lines.text[complaint.offset : complaint.offset + 2]
    mend = "Use single quotes, where a backslash is only a backslash, or write it twice."
    return complaint.say(f"{escape} means nothing between double quotes", mend)


def _bad_unicode(complaint: _Complaint) -> Problem:
    mend = "Write the character itself, or '\\U' with eight digits."
    return complaint.say("this escape is no character", mend)


def _bad_anchor(complaint: _Complaint) -> Problem:
    character = complaint.lines.text[complaint.start : complaint.start + 1]
    message = f"a text without quotes cannot start with {character!r}"
    return complaint.say_at_start(message, "Quote the text.")


def _bad_block(complaint: _Complaint) -> Problem:
    message = "text follows the '|' or '>' that starts a block"
    return complaint.say(message, "Start the text in the next line, indented, or quote all of it.")


def _empty_item(complaint: _Complaint) -> Problem:
    return complaint.say("a value is missing here", "Write a value, or remove the comma.")


_EXPLANATIONS: Mapping[str, Callable[[_Complaint], Problem]] = {
    "mapping values are not allowed": _second_colon,
    "did not find expected key": _no_key,
    "did not find expected '-' indicator": _no_item,
    "did not find expected ',' or": _open_bracket,
    "did not find expected node content": _empty_item,
    "did not find expected alphabetic or numeric": _bad_anchor,
    "did not find expected comment or line break": _bad_block,
    "found character that cannot start any token": _bad_character,
    "found a tab character": _tab,
    "found unexpected end of stream": _open_quote,
    "could not find expected ':'": _no_colon,
    "found unknown escape character": _bad_escape,
    "found invalid Unicode character escape code": _bad_unicode,
}
