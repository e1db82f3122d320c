"""Error replies that all operations of a group share: named once, not at every operation."""

from __future__ import annotations

from dataclasses import dataclass

from adhere.contract.nodes import Group, Response
from adhere.emit.views import Views

MANY = 4
"""So many and more get a name."""


@dataclass(frozen=True, slots=True)
class CommonErrors:
    """Shared replies and the name of their union; neither where they are few."""

    name: str = ""
    responses: tuple[Response, ...] = ()

    def __contains__(self, response: Response) -> bool:
        """Tell whether the name stands for a response, too."""
        return any(own.class_name == response.class_name for own in self.responses)


def common_errors(views: Views, group: Group) -> CommonErrors:
    """Find the error replies of `components/responses` that every operation of a group has."""
    given = [{r.class_name for r in operation.responses} for operation in group.operations]
    candidates = group.operations[0].responses if len(given) > 1 else ()
    found = tuple(
        response
        for response in candidates
        if response.component is not None and not response.is_success
        if all(response.class_name in names for names in given)
    )
    if len(found) < MANY:
        return CommonErrors()
    return CommonErrors(views.claim(f"{group.class_name}Errors"), found)
