"""Where operations are: the Server Objects of the contract (OpenAPI 3.2, section 4.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from adhere.runtime.contract_files import Contract, Located

EXPRESSION = re.compile(r"\{([^{}]*)\}")


class Servers:
    """The URL that each operation is under.

    An operation or path with servers of its own is at the first of them, as long as
    `base_url` is the contract's: where it is another, so that a test or a staging system is
    called, everything is there. `replaced` says where one is instead, by its URL as the
    contract writes it.
    """

    def __init__(
        self,
        contract: Contract,
        base_url: str,
        *,
        replaced: Mapping[str, str],
        variables: Mapping[str, str],
    ) -> None:
        """Fill in variables. Raises `ValueError` for those that the contract does not have."""
        self._variables = variables
        self._replaced = {written: checked_url(url) for written, url in replaced.items()}
        root = _listed(contract.root)
        _check_names({*variables}, {n for s in all_servers(contract) for n in _variables(s)})
        _check_names({*replaced}, {str(s.get("url")) for s in all_servers(contract)})
        own = next((s for s in root if self._defaulted(s) == base_url), None)
        self._is_own = own is not None
        self.base_url = base_url if own is None else self._filled(own).rstrip("/")

    def url_of(self, owners: tuple[Located, Located]) -> str:
        """Return the URL without a slash at its end, for a path item and its operation."""
        item, operation = owners
        server = next(iter([*_listed(operation), *_listed(item)]), None)
        if server is None:
            return self.base_url
        replaced = self._replaced.get(str(server.get("url")))
        if replaced is not None or not self._is_own:
            return replaced or self.base_url
        return str(httpx.URL(self.base_url + "/").join(self._filled(server))).rstrip("/")

    def _defaulted(self, server: Mapping[str, Any]) -> str:
        defaults = {name: str(v.get("default")) for name, v in _variables(server).items()}
        return _substituted(server, defaults).rstrip("/")

    def _filled(self, server: Mapping[str, Any]) -> str:
        """Return the URL of a server. Raises `ValueError` for a value that is not in the enum."""
        values = {}
        for name, variable in _variables(server).items():
            values[name] = self._variables.get(name, str(variable.get("default")))
            admitted = variable.get("enum")
            if admitted and values[name] not in map(str, admitted):
                raise ValueError(f"The server variable {name} is one of {', '.join(admitted)}.")
        return _substituted(server, values)


def checked_url(base_url: str) -> str:
    """Return an absolute URL without a slash at its end. Raises `ValueError` for another."""
    url = httpx.URL(base_url)
    if url.scheme not in {"http", "https"} or not url.host:
        raise ValueError("base_url must be absolute, such as http://127.0.0.1:8000.")
    if url.userinfo:
        raise ValueError("base_url must hold no credentials: each scheme is an argument.")
    return base_url.rstrip("/")


def all_servers(contract: Contract) -> list[Mapping[str, Any]]:
    """Return the Server Objects of a document, its paths and its operations."""
    found = _listed(contract.root)
    paths = contract.root.get("paths")
    for _, written in () if paths is None else paths.items():
        item = contract.resolve(written)
        found += _listed(item)
        operations = [node for _, node in item.items()] if isinstance(item.value, Mapping) else []
        found += [server for node in operations for server in _listed(node)]
    return found


def _listed(owner: Located) -> list[Mapping[str, Any]]:
    servers = owner.get("servers")
    listed: Iterable[Any] = servers.value if servers and isinstance(servers.value, list) else ()
    return [server for server in listed if isinstance(server, Mapping)]


def _variables(server: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return server.get("variables") or {}


def _substituted(server: Mapping[str, Any], values: Mapping[str, str]) -> str:
    return EXPRESSION.sub(lambda m: values.get(m[1], m[0]), str(server.get("url", "")))


def _check_names(given: set[str], known: set[str]) -> None:
    for name in sorted(given - known):
        raise ValueError(f"The contract has no server or server variable {name}.")
