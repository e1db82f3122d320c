"""Joining implementations with the Protocols, and what can be wrong with them."""

from __future__ import annotations

import difflib
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .dependencies import injected_parameters
from .operation import OperationMark, operations_of
from .plan import OperationPlan

logger = logging.getLogger("adhere.runtime")


class ImplementationError(Exception):
    """An implementation does not fit the contract; the message lists all that is wrong."""

    def __init__(self, findings: Sequence[str]) -> None:
        """Hold the findings, a sentence each."""
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


def method_of(implementation: object, name: str, declared: Callable[..., Any]) -> Any:
    """Return an implementation's method; `None` where it has only what the Protocol declares."""
    found = getattr(implementation, name, None)
    return None if getattr(found, "__func__", found) is declared else found


def findings_of(
    implementation: object, plan: OperationPlan, name: str, method: Any
) -> Iterator[str]:
    """Yield what is wrong with the method that implements an operation."""
    where = f"{type(implementation).__name__}.{name} ({plan.mark.method} {plan.mark.path})"
    if not callable(method):
        yield f"{where} is not callable."
        return
    positional = [object(), object()] if plan.has_body else [object()]
    keywords = dict.fromkeys(plan.keywords, object())
    try:
        extra = {p.name: object() for p in injected_parameters(method, known_names(plan, method))}
        inspect.signature(method).bind(*positional, **keywords, **extra)
    except (TypeError, NameError) as error:
        yield (
            f"{_place(method)}{where} does not take what the operation gives: {error}. "
            f"Define it as {_definition(name, plan)}."
        )


def _place(method: Callable[..., Any]) -> str:
    """Return `file:line: ` of a function or method, nothing for what has no source of its own."""
    code = getattr(inspect.unwrap(method), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}: " if code else ""


def _definition(name: str, plan: OperationPlan) -> str:
    """Return how an implementation defines an operation, by names alone."""
    names = ["self", "call", *(["body"] if plan.has_body else [])]
    named = ["*", *plan.keywords] if plan.keywords else []
    return f"async def {name}({', '.join([*names, *named])})"


def known_names(plan: OperationPlan, method: Callable[..., Any]) -> frozenset[str]:
    """Return the names of the parameters that the Protocol's method has."""
    count = 2 if plan.has_body else 1
    leading = list(inspect.signature(method).parameters)[:count]
    return frozenset(leading).union(plan.keywords)


def warn_of_typos(implementation: object, protocol: type) -> None:
    """Warn of public methods whose name is close to that of an operation not implemented."""
    declared = {name: function for name, _, function in operations_of(protocol)}
    missing = [n for n, f in declared.items() if method_of(implementation, n, f) is None]
    for name, _ in inspect.getmembers(type(implementation), inspect.isfunction):
        close = difflib.get_close_matches(name, missing, n=1, cutoff=0.75)
        if not name.startswith("_") and name not in declared and close:
            logger.warning(
                "%s.%s is not an operation; did you mean %s?",
                type(implementation).__name__,
                name,
                close[0],
            )


def security_findings(
    plan: OperationPlan,
    security: object | None,
    methods: Mapping[str, str],
) -> Iterator[str]:
    """Yield what is missing to protect an operation that is implemented.

    `methods` maps the schemes that the contract declares to methods of `security`. A requirement
    of another scheme admits nobody; the others of the operation still do.
    """
    where = _where(plan.mark)
    ways = [requirement for requirement in plan.security if methods.keys() >= requirement.keys()]
    if plan.security and not ways:
        unknown = {name for way in plan.security for name in way if name not in methods}
        names = " and ".join(sorted(unknown))
        yield f"{where} is secured by {names}, which the contract does not declare."
    for name in sorted({scheme for requirement in ways for scheme in requirement}):
        if security is None:
            yield f"{where} is secured by {name}, but no security is given."
        elif not callable(getattr(security, methods.get(name, ""), None)):
            given = type(security).__name__
            yield f"{where} is secured by {name}, which {given} does not recognise."


def _where(mark: OperationMark) -> str:
    return f"{mark.method} {mark.path}"
