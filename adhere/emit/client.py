"""`client.py`: what calls the service, sync and async, with the service's own types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from adhere.contract.nodes import Contract, Group, SchemeType, SecurityScheme
from adhere.emit.client_module import ClientModule
from adhere.emit.client_operations import group_class, write_operations
from adhere.emit.docs import docstring
from adhere.emit.module import indented
from adhere.emit.views import Views

_SETTINGS = {
    "base_url", "httpx_client", "redirects", "secrets", "self", "server_variables", "servers",
    "settings", "timeout", "transport", "url", "validate",
}  # fmt: skip
_MEMBERS = {"aclose", "close"}
EXPRESSION = re.compile(r"\{([^{}]*)\}")


def write_client(module: ClientModule, views: Views, contract: Contract) -> None:
    """Write a class for each group, then `Client` and `AsyncClient`."""
    files, path = module.toolkit("ContractFiles"), module.use("pathlib", "Path")
    module.add(f"CONTRACT = {files}({path}(__file__).parent)")
    names = {group.name: group_class(views, group) for group in contract.groups}
    for group in contract.groups:
        write_operations(module, views, group)
    module.add(
        _client(module, contract, names, is_async=False),
        _client(module, contract, names, is_async=True),
    )


def _client(
    module: ClientModule, contract: Contract, names: Mapping[str, str], *, is_async: bool
) -> str:
    name, how = ("AsyncClient", "an `async with`") if is_async else ("Client", "a `with`")
    closed = "aclose" if is_async else "close"
    settings = module.toolkit("AsyncSettings" if is_async else "Settings")
    base = module.toolkit("BaseAsyncClient" if is_async else "BaseClient")
    schemes = [s for s in contract.security_schemes if s.type is not SchemeType.MUTUAL_TLS]
    types = [module.toolkit(credential_type(s, is_async=is_async)) for s in schemes]
    given = [
        f"{credential_argument(scheme)}: {type_} | None = None"
        for scheme, type_ in zip(schemes, types, strict=True)
    ]
    url = base_url(contract)
    parameters = [
        "self",
        "base_url: str" + (f" = {url!r}" if url else ""),
        *(["*", *given] if given else []),
        f"**settings: {module.use('typing', 'Unpack')}[{settings}]",
    ]
    credentials = ", ".join(f"{scheme.name!r}: {credential_argument(scheme)}" for scheme in schemes)
    attributes = [
        f"self.{_attribute(group)} = {names[group.name]}(self._sender)" for group in contract.groups
    ]
    doc = docstring(f"Calls the service; `{closed}` it, or use it in {how} statement.")
    return f"class {name}({base}):\n" + indented(
        doc,
        "",
        f"def __init__({', '.join(parameters)}) -> None:",
        '    """Prepare to call the service at `base_url`."""',
        f"    super().__init__(CONTRACT, base_url, {{{credentials}}}, **settings)",
        *(f"    {line}" for line in attributes),
    )


def credential_argument(scheme: SecurityScheme) -> str:
    """Name the argument that takes the credential of a scheme."""
    return scheme.python_name + ("_" if scheme.python_name in _SETTINGS else "")


def _attribute(group: Group) -> str:
    return group.name + ("_" if group.name in _MEMBERS else "")


def credential_type(scheme: SecurityScheme, *, is_async: bool) -> str:
    """Name the type of the credential of a scheme."""
    prefix = "Async" if is_async else ""
    match scheme.type, (scheme.http_scheme or "bearer").lower():
        case SchemeType.API_KEY, _:
            return f"{prefix}Secret"
        case (SchemeType.OAUTH2 | SchemeType.OPEN_ID_CONNECT, _) | (SchemeType.HTTP, "bearer"):
            return f"{prefix}Token"
        case SchemeType.HTTP, "basic":
            return "BasicCredentials"
        case _:
            return "HttpCredentials"


def base_url(contract: Contract) -> str | None:
    """Return the first absolute URL of the servers, variables filled in by their defaults."""
    servers = contract.document.data.get("servers")
    for server in servers if isinstance(servers, list) else ():
        found = _filled(server)
        parts = urlsplit(found)
        if parts.scheme in {"http", "https"} and parts.netloc and "{" not in found:
            return found
    return None


def _filled(server: Mapping[str, Any]) -> str:
    """Return a Server Object's URL (OpenAPI 3.1, section 4.8.5)."""
    variables = server.get("variables") or {}
    defaults = {name: str(variable.get("default")) for name, variable in variables.items()}
    return EXPRESSION.sub(lambda m: defaults.get(m[1], m[0]), str(server.get("url", "")))
