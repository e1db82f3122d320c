"""What libyaml complains of, in words that a reader of OpenAPI documents understands."""

from __future__ import annotations

from yaml import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from adhere.source import problem
from adhere.source.lines import Lines
from adhere.source.problem import Problem


def explain(error: YAMLError, lines: Lines) -> Problem:
    """Locate the complaint and say what is wrong and how to mend it."""
    if isinstance(error, ReaderError):
        return _control_character(error, lines)
    if not isinstance(error, MarkedYAMLError):
        return problem.syntax_error(lines.span(0), str(error))
    mark = error.problem_mark or error.context_mark
    offset = mark.index if mark is not None else 0
    return problem.syntax_error(lines.span(offset), error.problem or "not YAML")


def _control_character(error: ReaderError, lines: Lines) -> Problem:
    offset = int(error.position)
    return problem.syntax_error(
        lines.span(offset), "a control character stands here; YAML allows none", "Remove it."
    )
