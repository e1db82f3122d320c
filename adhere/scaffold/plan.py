"""What the hand-written package lacks, and what its files would hold with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adhere.diagnostics import Diagnostic, Report
from adhere.scaffold import problem
from adhere.scaffold.classes import Class, Classes, read_classes
from adhere.scaffold.content import Addition, contents
from adhere.scaffold.conventions import observe
from adhere.scaffold.formatting import FormatError
from adhere.scaffold.interfaces import Interface, read_interfaces
from adhere.scaffold.orphans import orphan_class, orphan_methods
from adhere.source import Span


@dataclass(frozen=True, slots=True)
class Plan:
    """What to add. `files` maps each file to its new content; empty where the report has errors."""

    files: Mapping[Path, bytes] = field(default_factory=dict)
    additions: tuple[Addition, ...] = ()
    report: Report = field(default_factory=Report)

    def missing(self) -> Report:
        """Report every method that is to be added as an error, after what else was found."""
        report = Report()
        report.extend(self.report)
        for addition in self.additions:
            span = addition.cls.span if addition.cls else Span(addition.file)
            report.add(
                problem.missing(span, addition.class_name, addition.interface, addition.methods)
            )
        return report


def plan(generated: Path, impl: Path, *, registry: Mapping[str, str] | None = None) -> Plan:
    """Compare the Protocols in `generated` with the classes in `impl`. Writes nothing.

    `registry` maps a group (`orders`) to its class (`impl.orders:OrdersApi`), for classes that
    do not name the Protocol as a base. Whatever is wrong is in the report. Raises OSError
    where a file cannot be read.
    """
    report = Report()
    try:
        interfaces, classes = read_interfaces(generated), read_classes(impl)
        if not interfaces:
            report.add(problem.nothing_generated(generated))
        found = _implementations(interfaces, classes, registry=registry or {}, report=report)
        _report_orphans(found, classes, generated, report=report)
        additions = tuple(_additions(found, classes, impl))
        if not report.has_errors:
            return Plan(contents(additions, impl), additions, report)
    except SyntaxError as error:
        report.add(problem.not_python(error))
    except FormatError as error:
        report.add(problem.unformatted(error.file, str(error)))
    return Plan(report=report)


_Found = list[tuple[Interface, Class | None]]


def _implementations(
    interfaces: Sequence[Interface],
    classes: Classes,
    *,
    registry: Mapping[str, str],
    report: Report,
) -> _Found:
    """Pair each Protocol with its class; one that cannot be told is reported and left out."""
    found: _Found = []
    for interface in interfaces:
        chosen = _choose(interface, classes, registry)
        if isinstance(chosen, Diagnostic):
            report.add(chosen)
        else:
            found.append((interface, chosen))
    return found


def _choose(
    interface: Interface, classes: Classes, registry: Mapping[str, str]
) -> Class | Diagnostic | None:
    if target := registry.get(interface.group):
        named = classes.by_name.get(target.replace(":", "."))
        return named or problem.unknown(interface, target)
    found = classes.implementing(interface)
    return problem.ambiguous(interface, found) if len(found) > 1 else next(iter(found), None)


def _report_orphans(found: _Found, classes: Classes, generated: Path, *, report: Report) -> None:
    for interface, cls in found:
        if cls is not None:
            report.extend(orphan_methods(interface, cls))
    for cls in classes.by_name.values():
        report.extend(orphan_class(cls, generated))


def _additions(found: _Found, classes: Classes, impl: Path) -> list[Addition]:
    conventions = observe([(i, cls) for i, cls in found if cls is not None], impl)
    additions = []
    for interface, cls in found:
        if cls is None:
            additions.append(Addition.of_new_class(interface, conventions, impl))
            continue
        present = classes.members(cls)
        missing = tuple(m for m in interface.methods if m.name not in present)
        if missing:
            additions.append(Addition.to_class(interface, cls, missing))
    return additions
