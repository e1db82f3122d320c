"""The methods of `client.py`: one an operation, for the sync and the async client alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.contract.nodes import (
    SIGNATURE_HEADERS,
    Group,
    MediaType,
    Operation,
    Parameter,
    ParameterLocation,
    Response,
)
from adhere.emit.bodies import request_body
from adhere.emit.client_module import ClientModule
from adhere.emit.docs import docstring
from adhere.emit.errors import CommonErrors, common_errors
from adhere.emit.media_types import FORMS, essence, is_items, is_json, is_positional, is_text
from adhere.emit.module import MODELS, indented
from adhere.emit.operations import operation_doc, parameter_type, tagged
from adhere.emit.replies import reply_type
from adhere.emit.statuses import needs_class
from adhere.emit.types import Null, union
from adhere.emit.views import Views

OPTIONAL = " = None"


def group_class(views: Views, group: Group) -> str:
    """Name the class that calls the operations of a group."""
    stem = "AsyncOperations" if group.class_name == "Async" else group.class_name
    return views.claim(f"{stem}Client")


def write_operations(module: ClientModule, views: Views, group: Group) -> None:
    """Write the class that calls the operations of a group."""
    module.home = f".{group.name}"
    protocol = module.use(module.home, group.class_name)
    verb = "Sends" if group.is_sent else "Calls"
    doc = docstring(f"{verb} {tagged(group)}.")
    base = f"{module.toolkit('Group')}[{module.toolkit('S')}]"
    errors = common_errors(views, group)
    methods = [
        _method(module, views, operation, protocol=protocol, errors=errors)
        for operation in group.operations
    ]
    module.add(
        f"class {group_class(views, group)}({base}):\n" + indented(doc, "", "\n\n".join(methods))
    )


def _method(
    module: ClientModule,
    views: Views,
    operation: Operation,
    *,
    protocol: str,
    errors: CommonErrors,
) -> str:
    choices = _Choices(operation)
    arguments = ", ".join(_arguments(module, views, operation, choices))
    replies = [_reply(module, views, r) for r in operation.responses if r not in errors]
    if errors.responses:
        replies.append(module.use(module.home, errors.name))
        if module.models.text:
            module.use(".", MODELS)  # what the alias is made of is told by this name
    returns = " | ".join(dict.fromkeys(replies)) or module.use("typing", "Never")
    passed = [
        *choices.passed(),
        *(f"{p.python_name}={p.python_name}" for p in given_parameters(operation)),
    ]
    exchange = module.toolkit("Exchange")
    return (
        f"@{module.toolkit('operation')}({protocol}.{operation.name})\n"
        f"def {operation.name}({arguments}) -> {exchange}[{returns}]:\n"
        + indented(docstring(operation_doc(operation)), f"return {exchange}({', '.join(passed)})")
    )


def _reply(module: ClientModule, views: Views, response: Response) -> str:
    is_own = response.component is None and needs_class(response)
    written = reply_type(module, views, response)
    return module.use(module.home, written) if is_own else written


class _Choices:
    """What a caller chooses of media types and of reading, and what its arguments are called."""

    def __init__(self, operation: Operation) -> None:
        body = operation.request_body
        self.has_body = body is not None and bool(body.content)
        self.sent = [] if body is None else _choice(body.content)
        successes = [r.content for r in operation.responses if r.is_success]
        self.received = next((c for content in successes if (c := _choice(content))), [])
        taken = {parameter.python_name for parameter in operation.parameters}
        self.content_type = _free("content_type", taken)
        self.accept = _free("accept", taken)
        self.stream = _free("stream", taken)
        self.is_binary = any(_is_binary(m) for r in operation.responses for m in r.content)

    def arguments(self, module: ClientModule) -> Iterator[str]:
        """Yield the keyword arguments that choose."""
        if self.sent:
            optional = "" if _must_choose(self.sent) else f" | None{OPTIONAL}"
            yield f"{self.content_type}: {_names(module, self.sent)}{optional}"
        if self.received:
            yield f"{self.accept}: {_names(module, self.received)} | None{OPTIONAL}"
        if self.is_binary:
            yield f"{self.stream}: bool = False"

    def passed(self) -> list[str]:
        """Return the positional arguments of the exchange, as many as are needed."""
        arguments = [
            "body" if self.has_body else "None",
            self.content_type if self.sent else "None",
            self.accept if self.received else "None",
            *([self.stream] if self.is_binary else []),
        ]
        while arguments and arguments[-1] == "None":
            arguments.pop()
        return arguments


def _is_binary(media_type: MediaType) -> bool:
    """Tell whether a reply's body is bytes, which may be read while they come."""
    written = media_type.range
    is_told = is_json(written) or is_text(written)
    return not (is_told or is_items(media_type) or is_positional(media_type))


def _choice(content: Sequence[MediaType]) -> list[str]:
    """Return the media ranges that leave a choice; nothing where one type is the only one."""
    ranges = [media_type.range for media_type in content]
    return ranges if len(ranges) > 1 or any("*" in name for name in ranges) else []


def _must_choose(ranges: Sequence[str]) -> bool:
    """Tell whether no body says by its own type which media type it is."""
    if any(is_json(name) or essence(name) in FORMS for name in ranges) or ranges == ["*/*"]:
        return False
    kinds = [is_text(name) for name in ranges]
    return len(set(kinds)) < len(kinds) or any("*" in name for name in ranges)


def _names(module: ClientModule, ranges: Sequence[str]) -> str:
    if any("*" in name for name in ranges):
        return "str"
    return f"{module.use('typing', 'Literal')}[{', '.join(map(repr, ranges))}]"


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _arguments(
    module: ClientModule, views: Views, operation: Operation, choices: _Choices
) -> Iterator[str]:
    yield "self"
    body = request_body(module, views, operation)
    if body is not None:
        required = operation.request_body is not None and operation.request_body.required
        yield f"body: {body}" + ("" if required else " = None")
    keywords = [*choices.arguments(module), *_parameters(module, views, operation)]
    if keywords:
        yield "*"
    yield from sorted(keywords, key=lambda keyword: " = " in keyword)


def _parameters(module: ClientModule, views: Views, operation: Operation) -> Iterator[str]:
    for parameter in given_parameters(operation):
        found = parameter_type(views, operation, parameter)
        if parameter.required and not _is_filled_in(operation, parameter):
            yield f"{parameter.python_name}: {module.annotation(found)}"
        else:
            optional = module.annotation(union([found, Null()]))
            yield f"{parameter.python_name}: {optional}{OPTIONAL}"


def given_parameters(operation: Operation) -> tuple[Parameter, ...]:
    """Return the parameters that a caller gives: not those that signing a webhook fills in.

    The identifier may be given, so that all attempts have the same.
    """
    return tuple(p for p in operation.parameters if not _is_filled_in(operation, p) or _is_id(p))


def _is_filled_in(operation: Operation, parameter: Parameter) -> bool:
    is_header = parameter.location is ParameterLocation.HEADER
    return operation.is_signed and is_header and parameter.name.lower() in SIGNATURE_HEADERS


def _is_id(parameter: Parameter) -> bool:
    return parameter.name.lower() == "webhook-id"
