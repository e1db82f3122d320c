"""Error replies that all operations of a group share: named once, not at every operation."""

from __future__ import annotations

from dataclasses import dataclass

from adhere.contract.nodes import Group, Response
from adhere.emit.statuses import needs_class
from adhere.emit.views import Views

MANY = 3
"""So many and more get a name."""


@dataclass(frozen=True, slots=True)
class CommonErrors:
    """Shared replies and the name of their union; neither where they are few."""

    name: str = ""
    responses: tuple[Response, ...] = ()

    def __contains__(self, response: Response) -> bool:
        """Tell whether the name stands for a response, too."""
        return _key(response) in map(_key, self.responses)


def common_errors(views: Views, group: Group) -> CommonErrors:
    """Find the error replies that every operation of a group has."""
    given = [{_key(r) for r in operation.responses} for operation in group.operations]
    candidates = group.operations[0].responses if len(given) > 1 else ()
    found = tuple(
        response
        for response in candidates
        if not response.is_success and all(_key(response) in keys for keys in given)
    )
    if len(found) < MANY:
        return CommonErrors()
    return CommonErrors(views.claim(f"{group.class_name}Errors"), found)


def _key(response: Response) -> tuple[object, ...]:
    """Return what two responses have in common whose type is the same."""
    if needs_class(response):
        return (response.class_name,)
    bodies = [
        (m.range, m.schema and (m.schema.component or m.schema.pointer)) for m in response.content
    ]
    return (response.status, *((name, str(body)) for name, body in bodies))
