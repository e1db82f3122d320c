"""The decorator that says which operation of the contract a method stands for."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic.alias_generators import to_camel

from adhere.contract.nodes import Callback, Group, Operation, Parameter, ParameterLocation
from adhere.emit.module import Module

_LOCATIONS: Mapping[ParameterLocation, str] = {
    ParameterLocation.PATH: "Path",
    ParameterLocation.QUERY: "Query",
    ParameterLocation.QUERYSTRING: "QueryString",
    ParameterLocation.HEADER: "Header",
    ParameterLocation.COOKIE: "Cookie",
}


def mark(module: Module, operation: Operation, groups: Mapping[str, Group]) -> str:
    """Write `@operation`, `@webhook` or `@callback`; `groups` are those of `paths` by name."""
    names = [
        f"{p.python_name}={module.runtime(_LOCATIONS[p.location])}({p.name!r})"
        for p in operation.parameters
        if _is_marked(p, operation)
    ]
    said = [repr(operation.method), repr(operation.path)]
    match operation.origin:
        case None:
            decorator = "operation"
        case Callback(name=name, owner=owner):
            decorator = "callback"
            protocol = module.use(f".{owner.group}", groups[owner.group].class_name)
            said = [f"{protocol}.{owner.name}", said[0], repr(name), said[1]]
        case _:
            decorator = "webhook"
    return f"@{module.runtime(decorator)}({', '.join([*said, *names])})"


def _is_marked(parameter: Parameter, operation: Operation) -> bool:
    """Tell whether the Python name does not lead to the parameter by itself."""
    found = [p for p in operation.parameters if _leads_to(parameter.python_name, p)]
    return found != [parameter]


def _leads_to(python_name: str, parameter: Parameter) -> bool:
    """Tell what the runtime does: whether a name without a mark is that of a parameter."""
    if parameter.location is ParameterLocation.HEADER:
        return python_name == parameter.name.lower().replace("-", "_")
    return parameter.name in {python_name, to_camel(python_name)}
