"""`<group>.py`: the Protocol of one tag, then the reply types of its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from adhere.contract.nodes import Group, Operation, Parameter
from adhere.emit.bodies import place_of, request_body
from adhere.emit.directions import Direction
from adhere.emit.docs import docstring, first_sentence
from adhere.emit.errors import CommonErrors, common_errors
from adhere.emit.marks import mark
from adhere.emit.module import Module, indented
from adhere.emit.replies import bare_type, reply_type, write_reply
from adhere.emit.statuses import needs_class
from adhere.emit.types import Null, Type, union
from adhere.emit.views import Use, Views

PRINCIPAL = "P_contra"
NO_GROUPS: Mapping[str, Group] = MappingProxyType({})


def write_group(
    module: Module, views: Views, group: Group, groups: Mapping[str, Group] = NO_GROUPS
) -> None:
    """Write the Protocol and every reply type that belongs to one operation only.

    `groups` are those of `paths` by name, whose operations have the callbacks of this one.
    """
    errors = common_errors(views, group)
    methods = [
        f"{mark(module, operation, groups)}\n{_method(module, views, operation, errors)}"
        for operation in group.operations
    ]
    for operation in group.operations:
        for response in operation.responses:
            if response.component is None and needs_class(response):
                write_reply(module, views, response)
    module.refers_ahead = bool(module.parts)
    module.parts[:0] = [*_alias(module, views, group, errors), *_protocol(module, group, methods)]


def _alias(module: Module, views: Views, group: Group, errors: CommonErrors) -> Iterator[str]:
    if errors.responses:
        members = " | ".join(
            reply_type(module, views, response, is_evaluated=True) for response in errors.responses
        )
        doc = docstring(f"What any of {tagged(group)} may end in.")
        yield f"{errors.name} = {members}\n{doc}"


def _protocol(module: Module, group: Group, methods: Sequence[str]) -> Iterator[str]:
    base = module.runtime("Protocol")
    if knows_principal(group):
        base += f"[{module.runtime(PRINCIPAL)}]"
    said = "What receives" if group.is_sent else "What `impl` provides for"
    doc = docstring(f"{said} {tagged(group)}.")
    yield f"class {group.class_name}({base}):\n" + indented(doc, "", "\n\n".join(methods))


def knows_principal(group: Group) -> bool:
    """Tell whether some operation of a group is told who calls."""
    return any(operation.security for operation in group.operations)


def tagged(group: Group) -> str:
    """Name the operations of a group in prose."""
    if group.is_sent:
        return f"the {group.tag}"
    tag = first_sentence(f"x {group.tag}")[2:].rstrip(".")
    return f"the operations tagged `{tag}`" if tag else "the operations without a tag"


def _method(module: Module, views: Views, operation: Operation, errors: CommonErrors) -> str:
    arguments = ", ".join(_arguments(module, views, operation))
    returns = _returns(module, views, operation, errors)
    return (
        f"async def {operation.name}({arguments}) -> {returns}:\n"
        f"    {docstring(operation_doc(operation))}"
    )


def operation_doc(operation: Operation) -> str:
    """Say what an operation does, by its summary or description."""
    said = first_sentence(operation.summary) or first_sentence(operation.description)
    line = said or first_sentence(f"{operation.method.upper()} {operation.path}")
    return f"Deprecated. {line}" if operation.deprecated else line


def _arguments(module: Module, views: Views, operation: Operation) -> Iterator[str]:
    yield "self"
    yield f"call: {module.runtime('Call')}[{_principal(operation)}]"
    body = request_body(module, views, operation)
    if body is not None:
        required = operation.request_body is not None and operation.request_body.required
        yield f"body: {body}" + ("" if required else " = None")
    if operation.parameters:
        yield "*"
    for parameter in sorted(operation.parameters, key=lambda p: not p.required):
        yield _argument(module, views, operation, parameter)


def _principal(operation: Operation) -> str:
    if not operation.security:
        return "None"
    is_anonymous = any(not requirement.uses for requirement in operation.security)
    return f"{PRINCIPAL} | None" if is_anonymous else PRINCIPAL


def parameter_type(views: Views, operation: Operation, parameter: Parameter) -> Type:
    """Return the type of a parameter's value."""
    about = f"the parameter `{parameter.name}` of `{operation.name}`"
    use = Use(operation.class_name, about, Direction.REQUEST).inside(parameter.name, about)
    return views.type_of(place_of(parameter.schema), use)


def _argument(module: Module, views: Views, operation: Operation, parameter: Parameter) -> str:
    found = parameter_type(views, operation, parameter)
    if parameter.required:
        return f"{parameter.python_name}: {module.annotation(found)}"
    default = _default(module, views, parameter, found)
    if default is None:
        return f"{parameter.python_name}: {module.annotation(union([found, Null()]))} = None"
    return f"{parameter.python_name}: {module.annotation(found)} = {default}"


def _default(module: Module, views: Views, parameter: Parameter, found: Type) -> str | None:
    """Write the default of a schema; `None` where Python has no literal for it."""
    value = views.default_of(place_of(parameter.schema), found)
    return None if value is None else module.literal(found, value)


def _returns(module: Module, views: Views, operation: Operation, errors: CommonErrors) -> str:
    names = [reply_type(module, views, r) for r in operation.responses if r not in errors]
    names += [errors.name] if errors.responses else []
    bare = bare_type(module, views, operation.responses)
    if bare == "None":
        return " | ".join([*dict.fromkeys(names), "None"])
    return " | ".join(dict.fromkeys([*([bare] if bare else []), *names])) or "None"
