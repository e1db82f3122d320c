"""What a check sees, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adhere.contract.nodes import Operation, Response
from adhere.fuzz.access import Access
from adhere.fuzz.wire import Validity, Verdict
from adhere.source import Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One request and its reply, and what both witnesses say of the request.

    `meant_valid` is the generator's intent, `None` where it had none (an undeclared method, say).
    `headers` have lower-case names. `issues_tokens` marks an operation that some scheme names as
    its `tokenUrl`, `lists_errors` that the declared problem document can say what is wrong
    with the request's shape, in a member `errors`. `sent` is the target and the body of the
    request as text, `secrets` the passwords in it, each after its member's name.
    """

    operation: Operation
    access: Access
    meant_valid: bool | None
    verdict: Verdict
    status: int
    headers: Mapping[str, list[str]]
    content: bytes
    issues_tokens: bool = False
    lists_errors: bool = False
    sent: str = ""
    secrets: tuple[tuple[str, str], ...] = ()

    @property
    def is_valid(self) -> bool:
        """Tell whether the request is valid beyond doubt."""
        return self.meant_valid is True and self.verdict.validity is Validity.VALID

    @property
    def is_invalid(self) -> bool:
        """Tell whether the request is invalid beyond doubt."""
        return self.meant_valid is False and self.verdict.validity is Validity.INVALID

    @property
    def succeeded(self) -> bool:
        """Tell whether the service did what it was asked."""
        return self.status < 400  # noqa: PLR2004 - the class of a status is its first digit

    @property
    def response(self) -> Response | None:
        """The declared response that this reply falls under."""
        return declared_response(self.operation, self.status)

    @property
    def media_type(self) -> str:
        """The media type of the reply, lower case, without parameters."""
        values: Any = self.headers.get("content-type") or [""]
        return str(values[0]).split(";", 1)[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Breach:
    """A promise that was not kept.

    `reason` is one short sentence that is the same for every request that shows the same thing;
    `pointer` is the node of the contract that promised. `promised` are the statuses that it lets
    the reply have (`404`, `2XX`), empty where any reply will do that is declared and fits its
    declaration, `None` where the reply alone does not tell.
    """

    check: str
    reason: str
    detail: str
    pointer: Pointer
    promised: tuple[str, ...] | None = None


def declared_response(operation: Operation, status: int) -> Response | None:
    """Return the response declared for a status: exact, then range, then `default`."""
    declared = {response.status.upper(): response for response in operation.responses}
    for key in (str(status), f"{status // 100}XX", "DEFAULT"):
        if key in declared:
            return declared[key]
    return None
