"""OAuth2 flows that are no longer safe to use."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract import Cursor
from adhere.diagnostics import Severity
from adhere.lint.rule import Finding, Rule, Subject

FLOWS = {
    "password": (Severity.ERROR, "hands the password of a person to the client", "2.4"),
    "implicit": (Severity.WARNING, "shows the access token to the browser's history", "2.1.2"),
}


def check(subject: Subject) -> Iterator[Finding]:
    """Look at the flows of every OAuth2 scheme."""
    for scheme in subject.contract.security_schemes:
        for flow in scheme.flows:
            if flow.flow in FLOWS:
                severity, harm, section = FLOWS[flow.flow]
                yield Finding(
                    Cursor.of(flow),
                    f"the {flow.flow} flow of {scheme.name!r} {harm}",
                    f"Use the authorizationCode flow with PKCE (RFC 9700 section {section}).",
                    severity=severity,
                )


RULE = Rule(
    id="oauth2-flow-unsafe",
    severity=Severity.ERROR,
    summary="An OAuth2 scheme offers the password or the implicit flow.",
    why="RFC 9700 forbids the password grant (section 2.4), and advises against the implicit "
    "grant (section 2.1.2): both give credentials to places that should not have them.",
    mend="Use the authorizationCode flow with PKCE, and clientCredentials for machines.",
    bad="""\
flows:
  password:
    tokenUrl: /token
    scopes: {}
""",
    good="""\
flows:
  authorizationCode:
    authorizationUrl: /authorize
    tokenUrl: /token
    scopes: {}
""",
    check=check,
)
