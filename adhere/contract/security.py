"""Security Scheme and Security Requirement Objects (OpenAPI 3.2 sections 4.27 to 4.30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adhere.contract.cursor import Cursor
from adhere.contract.findings import finding
from adhere.contract.nodes import (
    OAuthFlow,
    Operation,
    ParameterLocation,
    SchemeType,
    SchemeUse,
    SecurityRequirement,
    SecurityScheme,
)
from adhere.diagnostics import Diagnostic, Severity

SCHEME_UNKNOWN = "security-scheme-unknown"
SCHEME_UNDECLARED = "security-scheme-undeclared"

_KEY_LOCATIONS = {"query", "header", "cookie"}


def read_security(operation: Cursor, root: Cursor | None) -> tuple[SecurityRequirement, ...] | None:
    """Return the alternatives that admit a caller; the document's where the operation is silent."""
    for holder in (operation, root):
        written = holder.get("security") if holder else None
        if holder is not None and written is not None and isinstance(written.value, list):
            return tuple(_requirement(element) for element in holder.elements("security"))
    return None


def _requirement(element: Cursor) -> SecurityRequirement:
    uses = (
        SchemeUse(**use.node, scheme=use.token, scopes=tuple(_scopes(use)))
        for use in element.members()
    )
    return SecurityRequirement(**element.node, uses=tuple(uses))


def _scopes(use: Cursor) -> Iterator[str]:
    return (scope.value for scope in use.elements() if isinstance(scope.value, str))


def read_schemes(
    root: Cursor,
) -> tuple[tuple[SecurityScheme, ...], list[Diagnostic]]:
    """Return the schemes of `components/securitySchemes`, not yet named, and the unreadable."""
    schemes: list[SecurityScheme] = []
    findings: list[Diagnostic] = []
    for written in root.members("components", "securitySchemes"):
        scheme = _scheme(written)
        if scheme:
            schemes.append(scheme)
        else:
            findings.append(_unknown(written))
    return tuple(schemes), findings


def _scheme(written: Cursor) -> SecurityScheme | None:
    try:
        cursor = written.follow()
        kind = SchemeType(cursor.text("type") or "")
    except (LookupError, ValueError):
        return None
    location = cursor.text("in")
    if kind is SchemeType.API_KEY and (location not in _KEY_LOCATIONS or not cursor.text("name")):
        return None
    http_scheme = cursor.text("scheme")
    if kind is SchemeType.HTTP and not http_scheme:
        return None
    return SecurityScheme(
        **cursor.node,
        name=written.token,
        python_name="",
        type=kind,
        description=cursor.text("description") or "",
        parameter_name=cursor.text("name"),
        location=ParameterLocation(location) if location in _KEY_LOCATIONS else None,
        http_scheme=http_scheme.lower() if http_scheme else None,
        bearer_format=cursor.text("bearerFormat"),
        flows=tuple(_flow(flow) for flow in cursor.members("flows")),
        open_id_connect_url=cursor.text("openIdConnectUrl"),
    )


def _flow(cursor: Cursor) -> OAuthFlow:
    scopes = {scope.token: str(scope.value or "") for scope in cursor.members("scopes")}
    return OAuthFlow(
        **cursor.node,
        flow=cursor.token,
        scopes=scopes,
        token_url=cursor.text("tokenUrl"),
        authorization_url=cursor.text("authorizationUrl"),
        refresh_url=cursor.text("refreshUrl"),
    )


def _unknown(written: Cursor) -> Diagnostic:
    name = written.token
    return finding(
        written,
        rule=SCHEME_UNKNOWN,
        severity=Severity.ERROR,
        message=f"the security scheme {name!r} cannot be read, so nobody can satisfy it",
        mend=f"Write a complete scheme whose type is one of {', '.join(SchemeType)}.",
    )


def undeclared(root: Cursor, operations: Iterable[Operation]) -> Iterator[Diagnostic]:
    """Tell of each place that requires a scheme that the document does not have.

    A name MUST be one of `components/securitySchemes` (Security Requirement Object). Published
    documents break this, and what they describe can be served: the scheme admits nobody, and an
    application in which an operation has no other is not made.
    """
    declared = {scheme.token for scheme in root.members("components", "securitySchemes")}
    required = (use for o in operations for needed in o.security or () for use in needed.uses)
    places = {use.pointer: use for use in required if use.scheme not in declared}
    for use in places.values():
        yield finding(
            Cursor.of(use),
            rule=SCHEME_UNDECLARED,
            severity=Severity.WARNING,
            message=f"the security scheme {use.scheme!r} is not declared, so nobody can satisfy it",
            mend="Declare it under components/securitySchemes.",
        )
