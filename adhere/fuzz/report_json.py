"""The report as JSON, which `--replay` reads again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from adhere.fuzz.errors import FuzzError
from adhere.fuzz.report import FuzzReport
from adhere.fuzz.settings import FuzzPhase, Profile, Settings

VERSION = 1
# What makes a run the same again, beside its identities.
_COUNTS = ("max_examples", "max_requests", "thorough", "anonymous")


def render_json(report: FuzzReport) -> str:
    """Return the whole report: `{"version": 1, ...}`, the members named as in `FuzzReport`.

    A finding has its `id` too; `settings` holds what makes the run the same again.
    """
    value = asdict(replace(report, settings=None))
    value["started"] = report.started.isoformat()
    for written, finding in zip(value["findings"], report.findings, strict=True):
        written["id"] = finding.id
    if report.settings is not None:
        value["settings"] = _kept(report.settings)
    return json.dumps({"version": VERSION, **value}, indent=2, default=str) + "\n"


@dataclass(frozen=True, slots=True)
class Kept:
    """An earlier run: where, against what, with which seed and settings; its findings by ID."""

    target: str
    spec: str
    profile: Profile
    seed: int
    settings: Mapping[str, Any]
    findings: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> Kept:
        """Read a JSON report; raise FuzzError where it is none."""
        try:
            value = json.loads(path.read_bytes())
            return cls(
                value["target"],
                value["spec"],
                Profile(value["profile"]),
                value["seed"],
                value["settings"],
                {finding["id"]: finding for finding in value["findings"]},
            )
        except OSError as error:
            raise FuzzError(f"{path} cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise FuzzError(f"{path} is no JSON report of adhere fuzz") from error

    def apply(self, settings: Settings) -> Settings:
        """Return settings under which the run is the same; the identities are those given."""
        kept = self.settings
        names = kept["identities"]
        operations, checks = kept["operations"], kept["checks"]
        return replace(
            settings,
            identities=tuple(i for i in settings.identities if i.name in names),
            profile=self.profile,
            seed=self.seed,
            phases=frozenset(FuzzPhase(name) for name in kept["phases"]),
            operations=None if operations is None else frozenset(operations),
            checks=None if checks is None else frozenset(checks),
            **{name: kept[name] for name in _COUNTS},
        )


def _kept(settings: Settings) -> dict[str, Any]:
    def listed(names: frozenset[str] | None) -> list[str] | None:
        return None if names is None else sorted(names)

    return {
        "identities": [identity.name for identity in settings.identities],
        "phases": sorted(settings.phases),
        "operations": listed(settings.operations),
        "checks": listed(settings.checks),
        **{name: getattr(settings, name) for name in _COUNTS},
    }
