"""Reply types: one class for each response, in `replies.py` where operations share it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from adhere.contract.nodes import Contract, Header, Response
from adhere.emit.bodies import place_of, reply_body
from adhere.emit.directions import Direction
from adhere.emit.docs import docstring, first_sentence
from adhere.emit.module import Module, indented
from adhere.emit.types import Type
from adhere.emit.views import Use, Views


def shared_responses(contract: Contract) -> Iterator[Response]:
    """Walk the responses of `components/responses` that operations refer to, each once."""
    seen: set[str] = set()
    for operation in contract.operations:
        for response in operation.responses:
            if response.component is not None and response.class_name not in seen:
                seen.add(response.class_name)
                yield response


def write_reply(module: Module, views: Views, response: Response) -> None:
    """Write the type of one response, the fields of its headers included."""
    body = reply_body(module, views, response)
    base = module.runtime(_base(response, has_body=body is not None))
    arguments = [f"{base}[{body}]" if body else base, f"status={_status(response.status)}"]
    if response.headers:
        names = {header.python_name: header.name for header in response.headers}
        arguments.append(f"headers={names!r}")
    doc = first_sentence(response.description) or f"The reply {response.status}."
    lines = [docstring(doc), *_fields(module, views, response)]
    opening = ""
    if response.headers:
        module.use("dataclasses", "dataclass")
        opening = "@dataclass(frozen=True, kw_only=True)\n"
    module.add(f"{opening}class {response.class_name}({', '.join(arguments)}):\n{indented(*lines)}")


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
    body = reply_body(module, views, successes[0])
    if body is None:
        return "None"
    return None if "None" in body.split(" | ") or body == "Any" else body
