"""The plan of an operation: how its requests are written and its replies read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, get_type_hints

from adhere.client.bodies import BodyPlan, body_plan
from adhere.client.parameters import ParameterPlan, parameter_plans
from adhere.client.replies import RepliesPlan
from adhere.client.values import members_of
from adhere.runtime.contract_files import Contract, ContractFiles, Located
from adhere.runtime.guard import Guard, Guards
from adhere.runtime.operation import mark_of


class OperationPlan:
    """One operation of the contract, joined with the method of its Protocol.

    Each part is worked out when it is first needed. Raises `ValueError` where the contract
    has no such operation.
    """

    def __init__(self, contract: Contract, guard: Guard, method: Callable[..., Any]) -> None:
        """Find the operation."""
        self.mark = mark_of(method)
        found = contract.operation(self.mark)
        if found is None:
            raise ValueError(f"The contract has no operation {self}.")
        self._owners = found
        self._contract = contract
        self._guard = guard
        self._method = method

    def __str__(self) -> str:
        """Name the operation as people do: `GET /orders/{order_id}`."""
        return f"{self.mark.method} {self.mark.path}"

    @property
    def security(self) -> Sequence[Mapping[str, Any]]:
        """The security requirements, alternatives to each other."""
        found: Sequence[Mapping[str, Any]] = self._contract.security(self.mark, self.node)
        return found

    @property
    def owners(self) -> tuple[Located, Located]:
        """The Path Item Object and the Operation Object."""
        return self._owners

    @property
    def node(self) -> Located:
        """The Operation Object."""
        return self._owners[1]

    @cached_property
    def _hints(self) -> Mapping[str, Any]:
        return get_type_hints(self._method, localns={}, include_extras=True)

    @cached_property
    def parameters(self) -> Mapping[str, ParameterPlan]:
        """The parameters by their Python names."""
        code = self._method.__code__
        first = code.co_argcount
        names = code.co_varnames[first : first + code.co_kwonlyargcount]
        types_ = {name: self._hints[name] for name in names}
        return parameter_plans(self._contract, self._owners, mark=self.mark, types=types_)

    @cached_property
    def body(self) -> BodyPlan | None:
        """The request body, `None` where the operation has none."""
        return body_plan(
            self._contract,
            self._guard,
            operation=self.node,
            annotation=self._hints.get("body", Any),
        )

    @cached_property
    def replies(self) -> RepliesPlan:
        """The declared replies."""
        types = list(members_of(self._hints["return"]))
        return RepliesPlan(self._contract, self._guard, operation=self.node, types=types)


class Plans:
    """The plans of all operations of one contract, each made when it is first called."""

    def __init__(self, files: ContractFiles) -> None:
        """Read the contract."""
        self.contract = files.contract
        self._plans: dict[Callable[..., Any], OperationPlan] = {}

    @cached_property
    def _guards(self) -> Guards:
        return Guards(self.contract)

    def of(self, method: Callable[..., Any]) -> OperationPlan:
        """Return the plan of the operation that a Protocol's method is marked as."""
        if method not in self._plans:
            guards = self._guards.turned() if mark_of(method).is_sent else self._guards
            self._plans[method] = OperationPlan(self.contract, guards.reply, method)
        return self._plans[method]


@cache
def plans_of(files: ContractFiles) -> Plans:
    """Return the plans of a generated package, the same for all its clients."""
    return Plans(files)
