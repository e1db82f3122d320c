"""What the hand-written package lacks, and what its files would hold with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from adhere.diagnostics import Diagnostic, Report
from adhere.scaffold import problem
from adhere.scaffold.classes import Class, Classes, read_classes
from adhere.scaffold.content import Addition, contents
from adhere.scaffold.conventions import observe
from adhere.scaffold.extend import extend
from adhere.scaffold.follow import Followed, Rename, follow
from adhere.scaffold.formatting import FormatError
from adhere.scaffold.interfaces import Interface, read_interfaces
from adhere.scaffold.orphans import orphan_class, orphan_methods, stale_names
from adhere.scaffold.parameters import Difference, differences
from adhere.source import Span
from adhere.source.settings import refuse_unknown


@dataclass(frozen=True, slots=True)
class Plan:
    """What to change. `files` maps each file to its new content; empty where the report has errors.

    `renamed` are methods that follow their operation, `groups` what classes implement under the
    name that it had, `differences` definitions that lack parameters or have others, `packages` the
    `__init__.py` files that are new.
    """

    files: Mapping[Path, bytes] = field(default_factory=dict)
    additions: tuple[Addition, ...] = ()
    renamed: tuple[Rename, ...] = ()
    groups: tuple[tuple[str, Interface, Class], ...] = ()
    differences: tuple[Difference, ...] = ()
    report: Report = field(default_factory=Report)
    retypes: bool = False
    packages: tuple[Path, ...] = ()

    def missing(self) -> Report:
        """Report everything that is to be changed as an error, after what else was found."""
        report = Report()
        report.extend(self.report)
        for addition in self.additions:
            span = addition.cls.span if addition.cls else Span(addition.file)
            report.add(
                problem.missing(span, addition.class_name, addition.interface, addition.methods)
            )
        report.extend(problem.renamed(rename) for rename in self.renamed)
        report.extend(problem.regrouped(cls, old, new) for old, new, cls in self.groups)
        report.extend(problem.lacks_parameters(d) for d in self.differences if d.missing)
        return report

    def summary(self) -> Iterator[str]:
        """Say what is changed, a line for each class, method or new package."""
        for old, interface, cls in self.groups:
            yield f"{cls.file}: {cls.name}({old}) -> {interface.group}"
        for rename in self.renamed:
            method = rename.renamed
            yield f"{rename.owner.file}: {rename.owner.name}.{method.name} -> {method.method.name}"
        for one in self.differences:
            where = f"{one.owner.file}: {one.owner.name}.{one.node.name}"
            if one.missing:
                yield f"{where} + {', '.join(parameter.name for parameter in one.missing)}"
            if one.retyped and self.retypes:
                yield f"{where} ~ {', '.join(ours.name for ours, _ in one.retyped)}"
        yield from (f"{package}: new" for package in self.packages)
        for addition in self.additions:
            names = ", ".join(method.name for method in addition.methods)
            is_new = "" if addition.cls else "new, "
            yield f"{addition.file}: {is_new}{addition.class_name} + {names}"
        new = [(a.interface.group, a.class_name) for a in self.additions if a.cls is None]
        new += [(interface.group, cls.name) for _, interface, cls in self.groups]
        if new:
            arguments = ", ".join(f"{group}={name}(...)" for group, name in new)
            yield f"Pass on what is new: create_app({arguments})"


def plan(
    generated: Path,
    impl: Path,
    *,
    registry: Mapping[str, str] | None = None,
    retype: bool = False,
) -> Plan:
    """Compare the Protocols in `generated` with the classes in `impl`. Writes nothing.

    `registry` maps a group (`orders`) to its class (`impl.orders:OrdersApi`), for classes that
    do not name the Protocol as a base. With `retype`, parameters take the types that the
    Protocols have. Whatever is wrong is in the report. Raises OSError where a file cannot be
    read, IncompleteError where the generated package is damaged, and SettingsError where
    `registry` names a group that the contract does not have.
    """
    report = Report()
    try:
        return _Planner(generated, impl, registry or {}, report).plan(retype=retype)
    except SyntaxError as error:
        report.add(problem.not_python(error))
    except FormatError as error:
        report.add(problem.unformatted(error.file, str(error)))
    return Plan(report=report)


@dataclass(frozen=True, slots=True)
class _Planner:
    """Follows renames first, then extends what is there, then adds what is not."""

    generated: Path
    impl: Path
    registry: Mapping[str, str]
    report: Report

    def plan(self, *, retype: bool) -> Plan:
        interfaces, written = read_interfaces(self.generated), read_classes(self.impl)
        if not interfaces:
            self.report.add(problem.nothing_generated(self.generated))
        else:
            groups = [interface.group for interface in interfaces]
            refuse_unknown(self.registry, groups, where="[tool.adhere.implement]")
        followed = follow(self.generated, self.impl, interfaces=interfaces, classes=written)
        classes = read_classes(self.impl, followed.files) if followed.files else written
        found = self._implementations(interfaces, classes, self.report)
        self._report_orphans(found, classes, followed)
        compared = [d for i, cls in found if cls for d in differences(i, cls, classes)]
        self._report_differences(compared, retype=retype)
        additions = tuple(_additions(found, classes, self.impl))
        if self.report.has_errors:
            return Plan(report=self.report)
        files = self._files(interfaces, followed, compared, retype=retype)
        return Plan(
            files,
            additions,
            followed.methods,
            tuple(_regrouped(found, written, followed)),
            tuple(compared),
            self.report,
            retype,
            tuple(f for f in files if f.name == "__init__.py" and not f.exists()),
        )

    def _files(
        self,
        interfaces: Sequence[Interface],
        followed: Followed,
        compared: Sequence[Difference],
        *,
        retype: bool,
    ) -> dict[Path, bytes]:
        files = dict(followed.files)
        files |= extend(compared, self.impl, files, retype=retype)
        classes = read_classes(self.impl, files)
        found = self._implementations(interfaces, classes, Report())
        return files | contents(_additions(found, classes, self.impl), self.impl, files)

    def _implementations(
        self, interfaces: Sequence[Interface], classes: Classes, report: Report
    ) -> _Found:
        """Pair each Protocol with its class; one that cannot be told is reported and left out."""
        found: _Found = []
        for interface in interfaces:
            chosen = _choose(interface, classes, self.registry, interfaces)
            if isinstance(chosen, Diagnostic):
                report.add(chosen)
            else:
                found.append((interface, chosen))
        return found

    def _report_orphans(self, found: _Found, classes: Classes, followed: Followed) -> None:
        for interface, cls in found:
            if cls is not None:
                self.report.extend(orphan_methods(interface, cls, followed.renamed))
                self.report.extend(stale_names(interface, cls, classes, followed.renamed))
        for cls in classes.by_name.values():
            self.report.extend(orphan_class(cls, self.generated))

    def _report_differences(self, compared: Sequence[Difference], *, retype: bool) -> None:
        for one in compared:
            self.report.extend(problem.gone(one, parameter) for parameter in one.gone)
            if not retype:
                self.report.extend(problem.retyped(one, *pair) for pair in one.retyped)


_Found = list[tuple[Interface, Class | None]]


def _choose(
    interface: Interface,
    classes: Classes,
    registry: Mapping[str, str],
    everything: Sequence[Interface],
) -> Class | Diagnostic | None:
    if target := registry.get(interface.group):
        named = classes.by_name.get(target.replace(":", "."))
        return named or problem.unknown(interface, target)
    found = classes.implementing(interface, everything)
    return problem.ambiguous(interface, found) if len(found) > 1 else next(iter(found), None)


def _regrouped(
    found: _Found, written: Classes, followed: Followed
) -> Iterator[tuple[str, Interface, Class]]:
    """Yield the classes whose group moved, as they are written."""
    by_group = {interface.group: cls for interface, cls in found}
    for old, interface in followed.groups.items():
        if cls := by_group.get(interface.group):
            yield old, interface, written.by_name[cls.qualified]


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
