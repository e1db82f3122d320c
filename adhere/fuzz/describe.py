"""A failure as a sentence, and the node of the contract that it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from schemathesis.core.failures import Failure, MalformedJson, ServerError
from schemathesis.openapi.checks import (
    JsonSchemaError,
    MissingContentType,
    MissingHeaders,
    UndefinedContentType,
    UndefinedStatusCode,
    UnsupportedMethodResponse,
)

from adhere.contract.nodes import Operation
from adhere.fuzz.checks import Breach
from adhere.fuzz.checks.breach import declared_response
from adhere.fuzz.examiner import BreachFailure
from adhere.source import Pointer

# What checks of Schemathesis that have no failure class of their own here promise.
_OTHERS = {"use_after_free": ("404", "410"), "ensure_resource_availability": ("2XX",)}
_HEADER_TITLE = "Response header does not conform to the schema"


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a failure happened: the operation, and the status of the reply if one came."""

    check: str
    operation: Operation
    status: int | None

    @property
    def response(self) -> Pointer:
        """The declared response of the reply; the operation's responses where none fits."""
        if self.status is not None:
            declared = declared_response(self.operation, self.status)
            if declared is not None:
                return declared.pointer
        return self.operation.pointer / "responses"

    @property
    def body_schema(self) -> Pointer:
        """The schema of the reply's body; its response where there is not exactly one."""
        declared = None if self.status is None else declared_response(self.operation, self.status)
        schemas = [m.schema for m in declared.content if m.schema] if declared else []
        return schemas[0].pointer if len(schemas) == 1 else self.response

    def breach(
        self,
        reason: str,
        detail: str,
        pointer: Pointer,
        promised: tuple[str, ...] | None = (),
    ) -> Breach:
        """Return the breach of this check; by default any declared reply was promised."""
        return Breach(self.check.replace("_", "-"), reason, detail, pointer, promised)


@singledispatch
def describe(failure: Failure, scene: Scene) -> Breach:
    """Return what a failure of Schemathesis or of Adhere says of the contract."""
    title = failure.title[:1].lower() + failure.title[1:]
    promised = _OTHERS.get(scene.check)
    return scene.breach(title, failure.message, scene.operation.pointer, promised)


@describe.register
def _(failure: BreachFailure, _: Scene) -> Breach:
    return failure.breach


@describe.register
def _(failure: ServerError, scene: Scene) -> Breach:
    detail = failure.message or "The service failed to handle the request."
    return scene.breach(f"answers {failure.status_code}", detail, scene.operation.pointer)


@describe.register
def _(failure: UndefinedStatusCode, scene: Scene) -> Breach:
    declared = ", ".join(failure.defined_status_codes)
    reason = f"answers {failure.status_code}, which is not declared"
    return scene.breach(reason, f"Declared: {declared}.", scene.operation.pointer / "responses")


@describe.register
def _(failure: UndefinedContentType, scene: Scene) -> Breach:
    declared = ", ".join(failure.defined_content_types)
    reason = f"answers {scene.status} with {failure.content_type}, which is not declared"
    return scene.breach(reason, f"Declared: {declared}.", scene.response)


@describe.register
def _(failure: MissingContentType, scene: Scene) -> Breach:
    declared = ", ".join(failure.media_types)
    reason = f"answers {scene.status} without a Content-Type"
    return scene.breach(reason, f"Declared: {declared}.", scene.response)


@describe.register
def _(failure: MissingHeaders, scene: Scene) -> Breach:
    names = ", ".join(failure.missing_headers)
    reason = f"answers {scene.status} without the required header {names}"
    return scene.breach(reason, "The contract declares it as required.", scene.response)


@describe.register
def _(failure: JsonSchemaError, scene: Scene) -> Breach:
    keyword = failure.schema_path[-1] if failure.schema_path else "false"
    if failure.title == _HEADER_TITLE:
        reason = f"answers {scene.status} with a header that breaks {keyword}"
        return scene.breach(reason, failure.message, scene.response)
    reason = f"answers {scene.status} with a body whose {_place(failure)} breaks {keyword}"
    return scene.breach(reason, failure.message, scene.body_schema)


@describe.register
def _(failure: MalformedJson, scene: Scene) -> Breach:
    reason = f"answers {scene.status} with a body that is not JSON"
    return scene.breach(reason, failure.validation_message, scene.response)


@describe.register
def _(failure: UnsupportedMethodResponse, scene: Scene) -> Breach:
    place = scene.operation.pointer.parent
    if failure.failure_reason == "missing_allow_header":
        return scene.breach("answers 405 without Allow", failure.message, place, None)
    reason = f"answers {failure.status_code} to {failure.method}, which is not declared"
    return scene.breach(reason, failure.message, place, ("405",))


def _place(failure: JsonSchemaError) -> str:
    tokens = ("*" if isinstance(token, int) else str(token) for token in failure.instance_path)
    return "/" + "/".join(tokens) if failure.instance_path else "root"
