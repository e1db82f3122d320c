"""`security.py`: the Protocol that recognises callers, one method a security scheme."""

from __future__ import annotations

from adhere.contract.nodes import Contract, SchemeType, SecurityScheme
from adhere.emit.docs import docstring, first_sentence
from adhere.emit.module import Module, indented

PRINCIPAL = "P_co"


def write_security(module: Module, contract: Contract) -> None:
    """Write `Security`."""
    protocol = module.runtime("Protocol")
    doc = docstring("What `impl` provides to recognise callers: one method a security scheme.")
    principal = module.runtime(PRINCIPAL)
    methods = [_method(module, scheme) for scheme in contract.security_schemes]
    module.add(
        f"class Security({protocol}[{principal}]):\n" + indented(doc, "", "\n\n".join(methods))
    )


def _method(module: Module, scheme: SecurityScheme) -> str:
    credential = module.runtime(_credential(scheme))
    request, granted = module.runtime("Request"), module.runtime("Granted")
    doc = first_sentence(scheme.description) or f"{_told(scheme)}."
    return (
        f"@{module.runtime('scheme')}({scheme.name!r})\n"
        f"async def {scheme.python_name}(self, credential: {credential}, request: {request})"
        f" -> {granted}[{PRINCIPAL}] | None:\n"
        f"    {docstring(doc)}"
    )


def _credential(scheme: SecurityScheme) -> str:
    """Return the credential's type (OpenAPI 3.1 section 4.8.27; RFC 6750; RFC 7617)."""
    match scheme.type, (scheme.http_scheme or "").lower():
        case SchemeType.API_KEY, _:
            return "ApiKey"
        case SchemeType.MUTUAL_TLS, _:
            return "ClientCertificate"
        case SchemeType.HTTP, "basic":
            return "BasicCredentials"
        case (SchemeType.OAUTH2 | SchemeType.OPEN_ID_CONNECT, _) | (SchemeType.HTTP, "bearer"):
            return "BearerToken"
        case _:
            return "HttpCredentials"


def _told(scheme: SecurityScheme) -> str:
    match scheme.type:
        case SchemeType.API_KEY:
            return first_sentence(f"API key in the {scheme.location}, `{scheme.parameter_name}`")[
                :-1
            ]
        case SchemeType.HTTP:
            formatted = f", {scheme.bearer_format}" if scheme.bearer_format else ""
            return first_sentence(f"HTTP {scheme.http_scheme}{formatted}")[:-1]
        case SchemeType.MUTUAL_TLS:
            return "Mutual TLS, a client certificate"
        case SchemeType.OAUTH2:
            return "OAuth 2.0"
        case SchemeType.OPEN_ID_CONNECT:
            return "OpenID Connect"
