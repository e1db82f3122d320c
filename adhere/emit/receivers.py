"""What receives webhooks and callbacks: a function of `__init__.py` for each of the two."""

from __future__ import annotations

from adhere.contract.nodes import Contract, Group
from adhere.emit.docs import docstring
from adhere.emit.module import Module, indented
from adhere.emit.operations import knows_principal

PRINCIPAL = "P"


def write_receiver(module: Module, contract: Contract, group: Group) -> None:
    """Write `build_webhooks_router` or `build_callbacks_router`."""
    what, protocol = group.tag, module.use(f".{group.name}", group.class_name)
    implementation = f"{protocol}[{PRINCIPAL}]" if knows_principal(group) else protocol
    if knows_principal(group):
        module.runtime(PRINCIPAL)
    is_signed = any(operation.is_signed for operation in group.operations)
    is_secured = knows_principal(group) and bool(contract.security_schemes)
    mapping = module.use("collections.abc", "Mapping")
    parameters = [f"{what}: {implementation}", "*", f"paths: str | {mapping}[str, str]"]
    if is_signed:
        parameters.append(f"secrets: {module.runtime('WebhookSecrets')} | None")
    if is_secured:
        security = module.use(".security", "Security")
        parameters.append(f"security: {security}[{PRINCIPAL}] | None = None")
    parameters.append(f"options: {module.runtime('Options')} | None = None")
    receiving = f"{module.runtime('Receiving')}(paths{', secrets' if is_signed else ''})"
    passed = ["CONTRACT", f"{{{protocol}: {what}}}", receiving]
    passed += ["Security", "security", "options"] if is_secured else ["options=options"]
    doc = docstring(f"Return a router that receives the {what} which are implemented.")
    body = f"return {module.runtime('build_receiver')}({', '.join(passed)})"
    result = module.runtime("APIRouter")
    module.add(
        f"def build_{what}_router({', '.join(parameters)}) -> {result}:\n{indented(doc, body)}"
    )
