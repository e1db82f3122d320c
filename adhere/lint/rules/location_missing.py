"""A 201 that does not say where the new resource is."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every 201."""
    for operation in subject.contract.operations:
        for response in operation.responses:
            names = {header.name.lower() for header in response.headers}
            if response.status == "201" and "location" not in names:
                yield Finding(
                    Cursor.of(response),
                    f"the 201 of {operation.method} {operation.path} has no header Location",
                    "Add the header Location with the URL of what was created "
                    "(RFC 9110 section 15.3.2).",
                )


RULE = Rule(
    id="location-missing",
    severity=Severity.WARNING,
    summary="A response 201 declares no header Location.",
    why="RFC 9110 identifies what was created by Location, and without it by the URL of the "
    "request, which is seldom true of a POST to a collection.",
    mend="Add the header Location with the URL of what was created.",
    bad="""\
'201':
  description: The order, placed.
""",
    good="""\
'201':
  description: The order, placed.
  headers:
    Location:
      required: true
      schema: {type: string, format: uri-reference}
""",
    check=check,
)
