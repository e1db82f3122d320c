"""Reply types: those of the runtime, and a class for a response that declares more than a body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.contract.nodes import Contract, Header, Response
from adhere.emit.bodies import place_of, reply_body
from adhere.emit.directions import Direction
from adhere.emit.docs import docstring, first_sentence
from adhere.emit.module import Module, deferred, indented
from adhere.emit.statuses import BODILESS, STANDARD, needs_class
from adhere.emit.types import Type
from adhere.emit.views import Use, Views


def shared_responses(contract: Contract) -> Iterator[Response]:
    """Walk the responses of `components/responses` that need a class, each once."""
    seen: set[str] = set()
    sent = (operation for group in contract.sent for operation in group.operations)
    for operation in (*contract.operations, *sent):
        for response in operation.responses:
            is_shared = response.component is not None and needs_class(response)
            if is_shared and response.class_name not in seen:
                seen.add(response.class_name)
                yield response


def write_reply(module: Module, views: Views, response: Response) -> None:
    """Write the type of one response, the fields of its headers included."""
    body = _body(module, views, response)
    base = module.runtime(_base(response, has_body=body is not None))
    arguments = [
        f"{base}[{deferred(body)}]" if body else base,
        f"status={_status(response.status)}",
    ]
    names = {h.python_name: h.name for h in response.headers if not _follows(h, response)}
    if names:
        arguments.append(f"headers={names!r}")
    doc = first_sentence(response.description) or f"The reply {response.status}."
    lines = [docstring(doc), *_fields(module, views, response)]
    module.add(f"class {response.class_name}({', '.join(arguments)}):\n{indented(*lines)}")


def reply_type(
    module: Module, views: Views, response: Response, *, is_evaluated: bool = False
) -> str:
    """Write the type of a response: its own class, or the runtime's for its status.

    `is_evaluated` where it is no annotation: Python evaluates it with the module.
    """
    if needs_class(response):
        shared = response.component is not None
        return module.use(".replies", response.class_name) if shared else response.class_name
    name = STANDARD[response.status]
    if name in views.own_names:
        module.runtime(f"{name} as Standard{name}")
        name = f"Standard{name}"
    else:
        module.runtime(name)
    if response.status in BODILESS:
        return name
    body = str(_body(module, views, response))
    return f"{name}[{deferred(body) if is_evaluated else body}]"


def _body(module: Module, views: Views, response: Response) -> str | None:
    """Write the type of a response's body; `None` where it has none."""
    return None if response.status in BODILESS else reply_body(module, views, response)


def _follows(header: Header, response: Response) -> bool:
    """Tell whether the field's name leads to the header field by itself, case aside."""
    found = [h for h in response.headers if _plain(h.name) == header.python_name]
    return found == [header]


def _plain(name: str) -> str:
    return name.lower().replace("-", "_")


def _base(response: Response, *, has_body: bool) -> str:
    is_range = not response.status.isdigit()
    parts = ("" if has_body else "Empty", "Range" if is_range else "")
    return "".join(parts) + ("Reply" if response.is_success else "ErrorReply")


def _status(status: str) -> str:
    return status if status.isdigit() else repr(status)


def _fields(module: Module, views: Views, response: Response) -> Iterator[str]:
    """Yield an empty line, then the header fields, the required ones first."""
    if response.headers:
        yield ""
    for header in sorted(response.headers, key=lambda header: not header.required):
        annotation = module.annotation(_header_type(views, response, header))
        optional = "" if header.required else " | None = None"
        yield f"{header.python_name}: {annotation.removesuffix(' | None')}{optional}"


def _header_type(views: Views, response: Response, header: Header) -> Type:
    use = Use(response.class_name, f"a header of `{response.class_name}`", Direction.REPLY)
    inner = use.inside(header.name, f"the header `{header.name}` of `{response.class_name}`")
    return views.type_of(place_of(header.schema), inner)


def bare_type(module: Module, views: Views, responses: Sequence[Response]) -> str | None:
    """Write the type that stands for an operation's only success; `None` where none may.

    A range, a required header or a choice of media types has more to say than a body; a union
    with `None` would leave open which reply is meant.
    """
    successes = [response for response in responses if response.is_success]
    if len(successes) != 1 or not successes[0].status.isdigit():
        return None
    if any(h.required for h in successes[0].headers) or len(successes[0].content) > 1:
        return None
    body = _body(module, views, successes[0])
    if body is None:
        return "None"
    return None if "None" in body.split(" | ") or body == "Any" else body
