"""`senders.py`: what sends the webhooks and callbacks of the contract, sync and async."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract.nodes import Contract, Group, SchemeType, SecurityScheme
from adhere.emit.client import credential_argument, credential_type
from adhere.emit.client_module import ClientModule
from adhere.emit.client_operations import group_class, write_operations
from adhere.emit.docs import docstring
from adhere.emit.module import indented
from adhere.emit.views import Views


def write_senders(module: ClientModule, views: Views, contract: Contract) -> None:
    """Write a class for the webhooks and one for the callbacks, then what makes them."""
    files, path = module.toolkit("ContractFiles"), module.use("pathlib", "Path")
    module.add(f"CONTRACT = {files}({path}(__file__).parent)")
    for group in contract.sent:
        write_operations(module, views, group)
    module.add(
        _sender(module, views, contract, is_async=False),
        _sender(module, views, contract, is_async=True),
    )


def _sender(module: ClientModule, views: Views, contract: Contract, *, is_async: bool) -> str:
    prefix, how = ("Async", "an `async with`") if is_async else ("", "a `with`")
    closed = "aclose" if is_async else "close"
    base = module.toolkit(f"Base{prefix}WebhookSender")
    settings = module.toolkit(f"{prefix}WebhookSettings")
    unpack = module.use("typing", "Unpack")
    doc = f"Sends what the contract says; `{closed}` it, or use it in {how} statement."
    return f"class {prefix}WebhookSender({base}):\n" + indented(
        docstring(doc),
        "",
        f"def __init__(self, **settings: {unpack}[{settings}]) -> None:",
        '    """Prepare to send; nothing is sent yet."""',
        "    super().__init__(CONTRACT, **settings)",
        *_methods(module, views, contract, is_async=is_async),
    )


def _methods(
    module: ClientModule, views: Views, contract: Contract, *, is_async: bool
) -> Iterator[str]:
    sender = module.toolkit("AsyncSender" if is_async else "Sender")
    for group in contract.sent:
        schemes = list(_schemes(contract, group))
        is_signed = any(operation.is_signed for operation in group.operations)
        keywords = [
            *([f"secrets: {module.toolkit('Secrets')} = ()"] if is_signed else []),
            *(
                f"{credential_argument(s)}: "
                f"{module.toolkit(credential_type(s, is_async=is_async))} | None = None"
                for s in schemes
            ),
        ]
        parameters = ["self", "url: str", *(["*", *keywords] if keywords else [])]
        held = ", ".join(f"{scheme.name!r}: {credential_argument(scheme)}" for scheme in schemes)
        passed = f"url, {'secrets' if is_signed else '()'}, {{{held}}}"
        name = group_class(views, group)
        yield ""
        yield f"def {group.tag}_to({', '.join(parameters)}) -> {name}[{sender}]:"
        yield f'    """Return what sends the {group.tag} to one receiver."""'
        yield f"    return {name}(self._to({passed}))"


def _schemes(contract: Contract, group: Group) -> Iterator[SecurityScheme]:
    """Walk the schemes whose credentials a receiver may ask for."""
    used = {u.scheme for o in group.operations for r in o.security or () for u in r.uses}
    for scheme in contract.security_schemes:
        if scheme.name in used and scheme.type is not SchemeType.MUTUAL_TLS:
            yield scheme
