"""A contract as the files of a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from adhere.contract import completed
from adhere.contract.nodes import Contract
from adhere.diagnostics import Diagnostic, Report, Severity
from adhere.document import Document
from adhere.emit.application import AppModule, package_doc, write_app
from adhere.emit.cache import Cache
from adhere.emit.client import write_client
from adhere.emit.client_module import ClientModule
from adhere.emit.formatting import formatted
from adhere.emit.manifest import MANIFEST, Manifest
from adhere.emit.models import Models, write_models
from adhere.emit.module import Module
from adhere.emit.operations import tagged, write_group
from adhere.emit.reach import mentioned, reachable, without_loops
from adhere.emit.replies import shared_responses, write_reply
from adhere.emit.security import write_security
from adhere.emit.senders import write_senders
from adhere.emit.types import Definition
from adhere.emit.views import Views


@dataclass(frozen=True, slots=True)
class Package:
    """The text of each file by its relative POSIX path, and what could not be said in Python.

    `operations` maps the name of each (`orders.place_order`) to its method and path.
    """

    files: Mapping[str, str]
    models: int
    report: Report
    operations: Mapping[str, str] = field(default_factory=dict)

    def with_manifest(
        self, folder: Path, inputs: Iterable[Path], *, options: Mapping[str, bool | str]
    ) -> Package:
        """Return the package with the manifest that it has in a folder. Raises OSError."""
        manifest = Manifest.of(
            folder,
            inputs=inputs,
            files=self.files,
            options=options,
            operations=self.operations,
        )
        return replace(self, files={**self.files, MANIFEST: manifest.text})


def generate(
    document: Document, contract: Contract, *, client: bool = False, cache: Cache | None = None
) -> Package:
    """Write the package of a contract, with its client or without.

    What `cache` knows from the run before is not made again. Nothing is raised for what the
    document says.
    """
    views = Views(document.data, contract)
    # Written twice: first to find out which schemas need a class, then with the classes.
    drafts = _modules(contract, views, Models()).values()
    needed = _needed(document, views, drafts)
    models = write_models(needed, cache)
    modules = _modules(contract, views, models)
    if contract.sent:
        modules["senders.py"] = _senders(contract, views, models)
    if client:
        modules["client.py"] = _client(contract, views, models)
    texts = {name: module.text() for name, module in modules.items()}
    if models.text:
        texts["models.py"] = models.text
    report = Report()
    report.extend(_widened(document, views, name) for name in models.failed)
    files = {**formatted(texts, cache), **_documents(document, contract), "py.typed": ""}
    choices = views.choices.table(needed, models.classes)
    if choices:
        files["alternatives.json"] = _json(choices)
    routes = {f"{o.group}.{o.name}": f"{o.method} {o.path}" for o in contract.operations}
    return Package(dict(sorted(files.items())), len(needed), report, routes)


def _needed(document: Document, views: Views, drafts: Iterable[Module]) -> dict[str, Definition]:
    """Return the definitions that a package comes to; it goes without the rest."""
    roots = {name for draft in drafts for name in draft.named}
    roots.update(name for key in mentioned(document.data) for name in views.names_of(key))
    return without_loops(reachable(views.definitions, roots))


def _modules(contract: Contract, views: Views, models: Models) -> dict[str, Module]:
    modules: dict[str, Module] = {}
    modules["__init__.py"] = AppModule(package_doc(contract), models, refers_ahead=False)
    write_app(modules["__init__.py"], contract)
    if contract.security_schemes:
        modules["security.py"] = Module("How callers are recognised.", models, refers_ahead=False)
        write_security(modules["security.py"], contract)
    shared = list(shared_responses(contract))
    if shared:
        modules["replies.py"] = Module("Replies that operations share.", models, refers_ahead=False)
    for response in shared:
        write_reply(modules["replies.py"], views, response)
    groups = {group.name: group for group in contract.groups}
    for group in (*contract.groups, *contract.sent):
        what = tagged(group)
        module = Module(what[4].upper() + what[5:] + ".", models)
        write_group(module, views, group, groups)
        modules[f"{group.name}.py"] = module
    return modules


def _client(contract: Contract, views: Views, models: Models) -> Module:
    module = ClientModule("The client, sync and async.", models, views=views)
    write_client(module, views, contract)
    return module


def _senders(contract: Contract, views: Views, models: Models) -> Module:
    module = ClientModule("What sends webhooks and callbacks.", models, views=views)
    write_senders(module, views, contract)
    return module


def _documents(document: Document, contract: Contract) -> dict[str, str]:
    law, served = _json(completed(contract)), _json(document.served)
    return {"contract.json": law} | ({"openapi.json": served} if served != law else {})


def _json(value: Any) -> str:
    return to_json(value, indent=1).decode() + "\n"


def _widened(document: Document, views: Views, name: str) -> Diagnostic:
    pointer = views.origins[name].pointer
    file_pointer = document.origin(pointer)[1]
    return Diagnostic(
        rule="model-widened",
        severity=Severity.WARNING,
        message=f"no Python class can be written for this schema; its type {name} is Any",
        span=document.span(pointer),
        pointer=file_pointer,
        help="simplify the schema; its values are checked all the same",
    )
