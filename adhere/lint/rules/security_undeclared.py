"""A security requirement that names an undeclared scheme or scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from adhere.contract import Cursor, SchemeType, SchemeUse, SecurityScheme
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Look at every scheme that an operation, or the document for all of them, asks for."""
    schemes = {scheme.name: scheme for scheme in subject.contract.security_schemes}
    for operation in subject.contract.operations:
        for requirement in operation.security or ():
            for use in requirement.uses:
                yield from _check(use, schemes)


def _check(use: SchemeUse, schemes: Mapping[str, SecurityScheme]) -> Iterator[Finding]:
    scheme = schemes.get(use.scheme)
    place = Cursor.of(use)
    if scheme is None:
        yield Finding(
            place,
            f"the security scheme {use.scheme!r} is not declared, so nobody can satisfy it",
            _suggest(use.scheme, schemes, "Declare it under components/securitySchemes."),
        )
    elif scheme.type is SchemeType.OAUTH2:
        declared = {scope: "" for flow in scheme.flows for scope in flow.scopes}
        for index, scope in enumerate(use.scopes):
            if scope not in declared:
                yield Finding(
                    place.get(str(index)) or place,
                    f"the scope {scope!r} is not declared by the scheme {use.scheme!r}",
                    _suggest(scope, declared, "Declare it under 'scopes' of the scheme's flow."),
                )


def _suggest(name: str, declared: Mapping[str, object], otherwise: str) -> str:
    close = get_close_matches(name, declared, n=1)
    return f"Write {close[0]!r} if that is meant. {otherwise}" if close else otherwise


RULE = Rule(
    id="security-undeclared",
    severity=Severity.ERROR,
    summary="A security requirement names a scheme or an OAuth2 scope that is not declared.",
    why="No caller can satisfy it: the operation answers 401 or 403 to everybody.",
    mend="Declare the scheme under components/securitySchemes, and the scope under its flow.",
    bad="""\
security: [{bearer: []}]
components:
  securitySchemes:
    bearerAuth: {type: http, scheme: bearer}
""",
    good="""\
security: [{bearerAuth: []}]
components:
  securitySchemes:
    bearerAuth: {type: http, scheme: bearer}
""",
    check=check,
    replaces=frozenset({"security-scheme-undeclared"}),
)
