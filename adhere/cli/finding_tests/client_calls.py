"""A request as a call of the generated client, where that sends just the same."""

from __future__ import annotations

import contextlib
import enum
import importlib
import inspect
import json
import re
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from adhere.cli.finding_tests.spelling import Spelling, json_value
from adhere.contract.nodes import Contract, Parameter
from adhere.contract.nodes import Operation as Declared
from adhere.fuzz.report import Step
from adhere.runtime.operation import leads_to, mark_of

_ADDRESS = "http://service.example"
_TOKEN = "a-token-of-the-run"  # noqa: S105 - stands for one
_BEARER = re.compile("Bearer \ue000\\d+\ue001")


class ClientMethod(Protocol):
    """What a generated client has for an operation: the Protocol's method, and its own."""

    method: Callable[..., Any]
    function: Callable[..., Any]


class _SentError(Exception):
    """Ends a call once its request is known."""


@dataclass(frozen=True, slots=True)
class Call:
    """An expression, and the class of the reply that came in the run, where there is one."""

    text: str
    reply: str | None


@dataclass(frozen=True, slots=True)
class ClientCalls:
    """The client of one generated package."""

    package: str
    module: ModuleType
    operations: Mapping[str, Declared]
    methods: Mapping[str, tuple[str, str, ClientMethod]]

    @classmethod
    def of(cls, folder: Path, contract: Contract) -> ClientCalls | None:
        """Import the client; `None` where it cannot be: the files then do without."""
        sys.path.insert(0, str(folder.resolve().parent))
        try:
            module = importlib.import_module(f"{folder.name}.client")
            client = module.Client(_ADDRESS)
        except Exception:  # noqa: BLE001 - the package is not ours, and is not needed
            return None
        finally:
            sys.path.pop(0)
        declared = {f"{o.method} {o.path}": o for o in contract.operations}
        return cls(folder.name, module, declared, dict(_methods(client, module.Group)))

    def call(self, step: Step, spelling: Spelling) -> Call | None:
        """Return the call; `None` where the client would send something else."""
        known = self.methods.get(step.operation or "")
        operation = self.operations.get(step.operation or "")
        if known is None or operation is None or step.encoded is not None:
            return None
        group, name, method = known
        try:
            arguments = self._arguments(step, operation, method, spelling)
        except (LookupError, ValueError, TypeError, ValidationError):
            return None
        token = self._token(step, operation, spelling)
        if arguments is None or token is None or not self._sends(step, known, arguments, token):
            return None
        spelling.imports.add(f"from {self.package}.client import Client")
        named = "".join(f", {key}={value}" for key, value in token.items())
        said = ", ".join(argument.said(key) for key, argument in arguments.items())
        reply = self._reply(method, step.exchange.status or 0, spelling)
        return Call(f"Client(URL{named}).{group}.{name}({said})", reply)

    def member(self, step: Step, reply: str, tokens: tuple[str, ...]) -> str:
        """Return the expression of a value in the body of a typed reply."""
        model = self._body_type(step)
        path = f"{reply}.body"
        for token in tokens:
            fields = getattr(model, "model_fields", {})
            found = next((n for n, f in fields.items() if token in {n, f.alias}), None)
            if found is None:
                return f'{path}.model_dump(by_alias=True)["{tokens[-1]}"]'
            path, model = f"{path}.{found}", fields[found].annotation
        return path

    def _body_type(self, step: Step) -> Any:
        _, _, method = self.methods[step.operation or ""]
        found = next(_replies(method, step.exchange.status or 0), None)
        if found is None:
            return None
        if get_args(found):
            return get_args(found)[0]
        bases = getattr(found, "__orig_bases__", ())
        names = vars(sys.modules[found.__module__])
        said = next((get_args(base)[0] for base in bases if get_args(base)), None)
        text = getattr(said, "__forward_arg__", None)
        return said if text is None else eval(text, names)  # noqa: S307 - an annotation of the package

    def _reply(self, method: ClientMethod, status: int, spelling: Spelling) -> str | None:
        found = next(_replies(method, status), None)
        cls = get_origin(found) or found
        if cls is None:
            return None
        spelling.imports.add(f"from {cls.__module__} import {cls.__name__}")
        return str(cls.__name__)

    def _arguments(
        self, step: Step, operation: Declared, method: ClientMethod, spelling: Spelling
    ) -> dict[str, _Argument] | None:
        hints = get_type_hints(method.function, vars(self.module))
        hints |= _hints_of(method.method)
        marks = mark_of(method.method).names
        texts = dict(_parameters(step, operation))
        found: dict[str, _Argument] = {}
        for name in inspect.signature(method.function).parameters:
            if name == "self":
                continue
            if name == "body":
                body = self._body(step, hints["body"], spelling)
                if body is not None:
                    found[""] = body
                continue
            parameter = next(
                (
                    p
                    for p in operation.parameters
                    if (name in marks and marks[name].name == p.name)
                    or (name not in marks and leads_to(name, p.location.value, p.name))
                ),
                None,
            )
            if parameter is not None and parameter.name in texts:
                found[name] = _argument(hints[name], texts[parameter.name], spelling)
        return found

    def _body(self, step: Step, hint: Any, spelling: Spelling) -> _Argument | None:
        if step.body is None:
            return None
        value = json_value("".join(step.body)) if len(step.body) == 1 else None
        if value is None:
            raise ValueError("a body with secrets, or without JSON")
        for model in get_args(hint) or (hint,):
            if isinstance(model, type) and issubclass(model, BaseModel):
                spelling.imports.add(f"from {model.__module__} import {model.__name__}")
                text = f"{model.__name__}.model_validate({spelling.value(value)})"
                return _Argument(text, model.model_validate(value))
        raise TypeError(hint)

    def _token(self, step: Step, operation: Declared, spelling: Spelling) -> dict[str, str] | None:
        """Return the keyword and expression of a bearer token; `None` for other credentials."""
        shown = [
            spelling.marked(p) for n, p in step.headers if n.lower() in {"authorization", "cookie"}
        ]
        if not shown:
            return {}
        if len(shown) != 1 or _BEARER.fullmatch(shown[0]) is None:
            return None
        names = [u.scheme for r in operation.security or () for u in r.uses]
        keywords = inspect.signature(self.module.Client).parameters
        for name in names:
            keyword = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
            if keyword in keywords:
                return {keyword: spelling.text(shown[0].removeprefix("Bearer "))}
        return None

    def _sends(
        self,
        step: Step,
        known: tuple[str, str, ClientMethod],
        arguments: Mapping[str, _Argument],
        token: Mapping[str, str],
    ) -> bool:
        """Tell whether the call sends the request of the run."""
        sent: list[httpx.Request] = []

        def keep(request: httpx.Request) -> httpx.Response:
            sent.append(request)
            raise _SentError

        client = self.module.Client(
            _ADDRESS, transport=httpx.MockTransport(keep), **dict.fromkeys(token, _TOKEN)
        )
        bound = getattr(getattr(client, known[0]), known[1])
        body = [a.value for key, a in arguments.items() if not key]
        with contextlib.suppress(Exception):  # whatever ends the call, the request tells
            bound(*body, **{key: a.value for key, a in arguments.items() if key})
        return len(sent) == 1 and _is_same(sent[0], step)


@dataclass(frozen=True, slots=True)
class _Argument:
    """An expression, and its value in the run."""

    text: str
    value: Any

    def said(self, name: str) -> str:
        return f"{name}={self.text}" if name else self.text


def _methods(client: Any, group_type: type) -> Iterator[tuple[str, tuple[str, str, ClientMethod]]]:
    for group, value in vars(client).items():
        if isinstance(value, group_type):
            for name, method in vars(type(value)).items():
                if hasattr(method, "function"):
                    mark = mark_of(method.method)
                    yield f"{mark.method} {mark.path}", (group, name, method)


def _hints_of(method: Any) -> dict[str, Any]:
    """Return the types of the Protocol's method, which are those of the client's."""
    module = sys.modules[method.__module__]
    hints = get_type_hints(method, vars(module))
    return {name: hint for name, hint in hints.items() if name not in {"call", "return"}}


def _replies(method: ClientMethod, status: int) -> Iterator[Any]:
    hints = get_type_hints(method.function, vars(sys.modules[method.function.__module__]))
    for union in get_args(hints["return"]):
        for found in get_args(union) if get_origin(union) is None or _is_union(union) else (union,):
            if getattr(get_origin(found) or found, "declared_status", None) == status:
                yield found


def _is_union(hint: Any) -> bool:
    return not isinstance(get_origin(hint), type) or get_origin(hint).__module__ == "types"


def _parameters(step: Step, operation: Declared) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a request as text; raise ValueError for what is not declared."""
    if any(len(pieces) > 1 for pieces in (step.target,)):
        raise ValueError("a secret in the target")
    parts = urlsplit(step.target[0])
    pattern = re.sub(r"\\\{([^{}]+)\\\}", "([^/]*)", re.escape(operation.path))
    match = re.fullmatch(pattern, parts.path)
    if match is None:
        raise ValueError(parts.path)
    names = re.findall(r"\{([^{}]+)\}", operation.path)
    yield from zip(names, map(unquote, match.groups()), strict=True)
    yield from parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    declared = {p.name.lower(): p.name for p in _headers(operation)}
    for name, pieces in step.headers:
        if name.lower() in declared and len(pieces) == 1:
            yield declared[name.lower()], pieces[0]


def _headers(operation: Declared) -> list[Parameter]:
    return [p for p in operation.parameters if p.location.value == "header"]


def _argument(hint: Any, text: str, spelling: Spelling) -> _Argument:
    """Return a parameter; raise TypeError where its type has no expression here."""
    value = TypeAdapter(hint).validate_python(text)
    said = spelling.text(text)
    match value:
        case enum.Enum():
            cls = type(value)
            spelling.imports.add(f"from {cls.__module__} import {cls.__name__}")
            return _Argument(f"{cls.__name__}({said})", value)
        case str():
            return _Argument(said, value)
        case bool():
            return _Argument(repr(value), value)
        case int():
            is_told = text in spelling.names
            return _Argument(f"int({said})" if is_told else repr(value), value)
        case float():
            return _Argument(repr(value), value)
        case uuid.UUID():
            spelling.imports.add("from uuid import UUID")
            return _Argument(f"UUID({said})", value)
    raise TypeError(hint)


def _is_same(sent: httpx.Request, step: Step) -> bool:
    """Tell whether a request has the method, target, declared fields and content of a step."""
    parts = urlsplit("".join(step.target))
    query = parse_qsl(parts.query, keep_blank_values=True)
    return (
        (sent.method, unquote(sent.url.path)) == (step.exchange.method, unquote(parts.path))
        and sorted(parse_qsl(sent.url.query.decode(), keep_blank_values=True)) == sorted(query)
        and _has_same_fields(sent, step)
        and _has_same_content(sent, "" if step.body is None else "".join(step.body))
    )


def _has_same_fields(sent: httpx.Request, step: Step) -> bool:
    """Compare what both say; of credentials, that they are there."""
    fields = {name.lower(): "".join(pieces) for name, pieces in step.headers}
    for name in ("user-agent", "accept", "cookie"):
        fields.pop(name, None)
    if ("authorization" in sent.headers) != (fields.pop("authorization", None) is not None):
        return False
    has_type = "content-type" in fields or "content-type" not in sent.headers
    return has_type and all(sent.headers.get(name) == value for name, value in fields.items())


def _has_same_content(sent: httpx.Request, wanted: str) -> bool:
    if not wanted or not sent.content:
        return not wanted and not sent.content
    try:
        return bool(json.loads(sent.content) == json_value(wanted))
    except ValueError:
        return False
