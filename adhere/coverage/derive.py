"""Reads from a contract everything that there is to reach."""

from __future__ import annotations

from collections.abc import Iterator

from adhere.contract.nodes import (
    Contract,
    Operation,
    Parameter,
    RequestBody,
    Response,
    SchemeUse,
)
from adhere.coverage.goals import Goal, Kind, Side
from adhere.coverage.hints import operation_mend, status_mend
from adhere.coverage.keyword_goals import keyword_goals
from adhere.coverage.links import Links
from adhere.coverage.routes import is_ignored, is_readable, label
from adhere.fuzz.wire.schemas import Schemas
from adhere.source import Pointer


def goals_of(contract: Contract) -> tuple[Goal, ...]:
    """Return every goal of a contract once, in the order of its operations."""
    found: dict[str, Goal] = {}
    schemas = Schemas(contract.document.data)
    links = Links(contract, "")
    for operation in contract.operations:
        for goal in (*_of(operation), *_links(operation, links)):
            found.setdefault(goal.id, goal)
    for goal in keyword_goals(contract, schemas):
        found.setdefault(goal.id, goal)
    return tuple(found.values())


def _of(operation: Operation) -> Iterator[Goal]:
    name = label(operation)
    lacks = f"{name} was never answered with a success"
    yield Goal(
        Kind.OPERATIONS, operation.pointer, Side.SHOWN, name, lacks, operation_mend(operation)
    )
    yield from _replies(operation)
    if operation.request_body is not None:
        yield from _request_media(operation, operation.request_body)
    for node in (*operation.parameters, operation.request_body):
        if node is not None:
            yield from _presence(operation, node)
    yield from _security(operation)


def _replies(operation: Operation) -> Iterator[Goal]:
    name = label(operation)
    for response in operation.responses:
        place = operation.pointer.join("responses", response.status)
        mend = status_mend(operation, response)
        lacks = f"{response.status} of {name} was never answered"
        yield Goal(Kind.STATUSES, place, Side.SHOWN, name, lacks, mend)
        if len(response.content) > 1:  # the only one is reached with the status
            yield from _reply_media(name, place, response, mend)


def _reply_media(name: str, place: Pointer, response: Response, mend: str) -> Iterator[Goal]:
    for media in response.content:
        lacks = f"{response.status} of {name} was never answered as {media.range}"
        asked = f"ask with 'Accept: {media.range}', and {mend}"
        yield Goal(Kind.MEDIA_TYPES, place, Side.SHOWN, name, lacks, asked, media.range)


def _request_media(operation: Operation, body: RequestBody) -> Iterator[Goal]:
    name = label(operation)
    for media in body.content:
        lacks = f"{name} never took a body of {media.range}"
        mend = f"send a valid body with 'Content-Type: {media.range}' as a caller who may"
        detail = f"{name} {media.range}"
        yield Goal(Kind.MEDIA_TYPES, media.pointer, Side.GIVEN, name, lacks, mend, detail)


def _presence(operation: Operation, node: Parameter | RequestBody) -> Iterator[Goal]:
    name = label(operation)
    what = "the body"
    is_in_path = False
    if isinstance(node, Parameter):
        if is_ignored(node) or not is_readable(node) or not node.is_declared:
            return
        what = f"the {node.location} parameter `{node.name}`"
        is_in_path = node.location == "path"
    mend = f"send {what} with a value that its schema admits"
    lacks = f"{name} never took {what}"
    yield Goal(Kind.PARAMETERS, node.pointer, Side.GIVEN, name, lacks, mend, name)
    if not is_in_path:
        lacks = f"{name} was never asked without {what}"
        ending = "it must be refused" if node.required else "the rest of the request being valid"
        mend = f"leave {what} out: {ending}"
        yield Goal(Kind.PARAMETERS, node.pointer, Side.ABSENT, name, lacks, mend, name)


def _security(operation: Operation) -> Iterator[Goal]:
    name = label(operation)
    requirements = operation.security or ()
    for requirement in requirements:
        who = _caller(requirement.uses)
        yield Goal(
            Kind.SECURITY,
            requirement.pointer,
            Side.LET_IN,
            name,
            f"{name} never let in {who}",
            f"send a valid request as {who}",
            name,
        )
        for use in requirement.uses:
            for scope in use.scopes:
                yield Goal(
                    Kind.SECURITY,
                    use.pointer,
                    Side.TURNED_AWAY,
                    name,
                    f"{name} never turned away a caller of {use.scheme} without `{scope}`",
                    f"ask with a credential of {use.scheme} that lacks `{scope}`: 403 is due",
                    f"{name} {scope}",
                )
    if requirements and all(requirement.uses for requirement in requirements):
        lacks = f"{name} never turned away a caller whom nobody knows"
        mend = "ask without a credential, or with one that is not valid: 401 is due"
        yield Goal(Kind.SECURITY, operation.pointer, Side.TURNED_AWAY, name, lacks, mend, name)


def _caller(uses: tuple[SchemeUse, ...]) -> str:
    if not uses:
        return "a caller without a credential"
    return f"a caller of {' and '.join(map(_held, uses))}"


def _held(use: SchemeUse) -> str:
    return f"{use.scheme} ({', '.join(use.scopes)})" if use.scopes else use.scheme


def _links(operation: Operation, links: Links) -> Iterator[Goal]:
    name = label(operation)
    for link in operation.links:
        target = links.target(link)
        if target is None or not link.parameters:
            continue
        lacks = f"The link `{link.name}` of {name} was never followed"
        mend = f"ask {label(target)} with what a {link.status} of {name} answered"
        yield Goal(Kind.LINKS, link.pointer, Side.SHOWN, name, lacks, mend, name)
