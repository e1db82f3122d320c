"""Makes sure that this is the service the contract speaks of."""

from __future__ import annotations

import re

from adhere.contract.nodes import Contract, Operation, ParameterLocation
from adhere.fuzz.access import Access, access
from adhere.fuzz.credentials import Credential
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.identity import BasicCredential, Identity, StaticCredential
from adhere.fuzz.login import Desk
from adhere.fuzz.settings import Settings
from adhere.fuzz.target import Target

_UNAUTHORIZED = 401
_NOT_FOUND = 404
_ENOUGH = 5


def refuse_wrong_service(contract: Contract, target: Target, settings: Settings) -> None:
    """Raise FuzzError where nothing answers, or no path of the contract is known there.

    Sends at most five GET requests, to paths without parameters.
    """
    probes = [o for o in contract.operations if _is_probe(o)][:_ENOUGH]
    if not probes:
        target.send("GET", "/", timeout=settings.request_timeout)
        return
    for operation in probes:
        reply = target.send("GET", operation.path, timeout=settings.request_timeout)
        if reply.status_code != _NOT_FOUND:
            return
    paths = ", ".join(operation.path for operation in probes)
    raise FuzzError(
        f"{target.name} is not the service of {contract.title!r}: it answers 404 to {paths}; "
        "the address may lack a path at its end"
    )


def refuse_wrong_credentials(
    desk: Desk, identity: Identity, credentials: tuple[Credential, ...]
) -> None:
    """Raise FuzzError where a fixed credential is answered 401 wherever it should let in.

    An issued one is the service's own word, so that refusing it is a finding. Sends at most five
    GET requests for each credential.
    """
    for source, credential in zip(identity.sources, credentials, strict=True):
        if not isinstance(source, StaticCredential | BasicCredential):
            continue
        probes = [o for o in desk.contract.operations if _needs_only(o, source.scheme)][:_ENOUGH]
        if probes and all(_refuses(o, desk, credential) for o in probes):
            secret = source.value if isinstance(source, StaticCredential) else source.password
            got = "the one request" if len(probes) == 1 else f"all {len(probes)} requests"
            raise FuzzError(
                f"identity {identity.name!r}: {got} with {source.scheme} got 401; "
                f"is {secret.variable} right?"
            )


def _needs_only(operation: Operation, scheme: str) -> bool:
    standing = access(operation, {scheme}, None)
    return operation.method == "GET" and standing in {Access.GRANTED, Access.PRESUMED}


def _refuses(operation: Operation, desk: Desk, credential: Credential) -> bool:
    path = re.sub(r"\{[^{}]*\}", "1", operation.path)
    timeout = desk.settings.request_timeout
    reply = desk.target.send("GET", path, timeout=timeout, **credential.arguments())
    return reply.status_code == _UNAUTHORIZED


def _is_probe(operation: Operation) -> bool:
    return operation.method == "GET" and not any(
        parameter.location is ParameterLocation.PATH for parameter in operation.parameters
    )
