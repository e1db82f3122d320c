"""Makes sure that this is the service the contract speaks of."""

from __future__ import annotations

from adhere.contract.nodes import Contract, Operation, ParameterLocation
from adhere.fuzz.errors import FuzzError
from adhere.fuzz.settings import Settings
from adhere.fuzz.target import Target

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


def _is_probe(operation: Operation) -> bool:
    return operation.method == "GET" and not any(
        parameter.location is ParameterLocation.PATH for parameter in operation.parameters
    )
