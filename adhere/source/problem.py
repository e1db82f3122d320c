"""What can be wrong with a text before it is a document: one function a mistake."""

from __future__ import annotations

from dataclasses import dataclass

from adhere.source.span import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in the text. `related` is the other place that takes part, and its role."""

    rule: str
    message: str
    span: Span
    help: str | None = None
    related: tuple[str, Span] | None = None


class RefusedError(Exception):
    """Nothing more can be read of the text; carries why."""

    def __init__(self, problem: Problem) -> None:
        """Keep the problem."""
        super().__init__(problem.message)
        self.problem = problem


def unreadable(span: Span, reason: str, mend: str | None = None) -> Problem:
    """Say that the file cannot be opened or read."""
    return Problem("unreadable-file", reason, span, mend)


def not_utf8(span: Span, reason: str) -> Problem:
    """Say that the text is in another encoding (RFC 8259 section 8.1)."""
    return Problem("not-utf-8", reason, span, "Save the file as UTF-8.")


def syntax_error(span: Span, message: str, mend: str | None = None) -> Problem:
    """Say how the text breaks the grammar of YAML 1.2 or JSON (RFC 8259)."""
    return Problem("syntax-error", message, span, mend)


def duplicate_key(span: Span, key: str, first: Span) -> Problem:
    """Say that two members of one mapping have the same name (YAML 1.2.2 section 3.2.1.3)."""
    return Problem(
        "duplicate-key",
        f"the key {key!r} stands twice in this mapping; one of the two values would be lost",
        span,
        "Remove one of the two, or merge them.",
        ("first written here", first),
    )


def alias_bomb(span: Span, limit: int) -> Problem:
    """Say that aliases repeat so much that the expanded document would exhaust memory."""
    return Problem(
        "alias-bomb",
        f"the aliases of this file expand to more than {limit:,} nodes",
        span,
        "Write the repeated parts as components and refer to them with $ref.",
    )


def recursive_alias(span: Span, name: str, anchor: Span) -> Problem:
    """Say that an alias stands inside the node it names."""
    return Problem(
        "recursive-alias",
        f"the alias '*{name}' stands inside the node that it names, which would never end",
        span,
        "Write the recursive part as a schema component and refer to it with $ref.",
        ("the anchor stands here", anchor),
    )


def undefined_alias(span: Span, name: str, mend: str | None) -> Problem:
    """Say that an alias names no anchor before it."""
    return Problem("undefined-alias", f"no anchor '&{name}' stands before '*{name}'", span, mend)


def custom_tag(span: Span, tag: str) -> Problem:
    """Say that a tag is outside the core schema (YAML 1.2.2 section 10.3)."""
    return Problem(
        "custom-tag",
        f"the tag {tag!r} has no meaning in an OpenAPI document",
        span,
        "Remove the tag.",
    )


def bad_tagged_value(span: Span, tag: str, text: str) -> Problem:
    """Say that a value does not fit its tag."""
    return Problem(
        "custom-tag", f"{text!r} is not a value of the tag {tag!r}", span, "Remove the tag."
    )


def complex_key(span: Span) -> Problem:
    """Say that the name of a member is a mapping or sequence."""
    return Problem(
        "complex-key",
        "a key is a mapping or a list; JSON knows only text",
        span,
        "Quote the key if it was meant as text: '{id}' starts a mapping in YAML.",
    )


def several_documents(span: Span) -> Problem:
    """Say that the stream holds a second YAML document."""
    return Problem(
        "several-documents",
        "a second document starts here; a file holds one",
        span,
        "Remove the '---', or move what follows into a file of its own.",
    )


def not_json(span: Span, text: str) -> Problem:
    """Say that JSON cannot hold a number."""
    return Problem(
        "not-json",
        f"{text} is not a number that JSON can hold",
        span,
        "Quote it if it was meant as text.",
    )


def too_deep(span: Span, limit: int) -> Problem:
    """Say that values are nested too deep."""
    return Problem("too-deep", f"values are nested more than {limit} levels deep here", span)


def bad_merge(span: Span) -> Problem:
    """Say that the value of a merge key is no mapping."""
    return Problem(
        "bad-merge",
        "the merge key '<<' takes a mapping, or a list of mappings",
        span,
        "Quote the key if it was meant as text.",
    )


def lone_surrogate(span: Span) -> Problem:
    """Say that an escape is half a character (RFC 8259 section 8.2)."""
    return Problem(
        "not-json",
        "a '\\u' escape in this string is half a character",
        span,
        "Write both halves, or the character itself.",
    )
