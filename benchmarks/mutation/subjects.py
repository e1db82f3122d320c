"""The services that bugs are planted in, each with its contract and its callers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mutation.boxoffice import house
from benchmarks.mutation.boxoffice.bugs import BUGS
from benchmarks.mutation.mutant import Family
from benchmarks.mutation.mutants import MUTANTS

ROOT = Path(__file__).parents[2]
_HERE = Path(__file__).parent
_PASSWORD = "correct horse battery"  # noqa: S105 - of the demo accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A service: `module` runs it on a port, with the bug that `ADHERE_MUTANT` names.

    `prepare` makes what all its processes start from in a folder, once; `environment` returns
    what one of them needs, by that folder and a name of its own. `secrets` are what the
    identities of `config` show. `login` is what somebody with every role sends to which path,
    and the member of the reply that is the token.
    """

    spec: Path
    config: Path
    module: str
    families: Mapping[str, Family]
    secrets: Mapping[str, str]
    login: tuple[str, dict[str, Any], str]
    prepare: Callable[[Path], None]
    environment: Callable[[Path, str], dict[str, str]]


def _prepare_shop(folder: Path) -> None:
    """Make a database with the demo data, to be copied for every run."""
    for command in ("migrate", "seed"):
        words = [sys.executable, "-m", "impl", command]
        environment = {**os.environ, **_shop_settings(folder / "template.db")}
        subprocess.run(words, cwd=ROOT, env=environment, check=True)  # noqa: S603 - our own


def _shop(folder: Path, name: str) -> dict[str, str]:
    return _shop_settings(Path(shutil.copy(folder / "template.db", folder / f"{name}.db")))


def _shop_settings(database: Path) -> dict[str, str]:
    return {
        "SERVICE_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
        "SERVICE_DEMO_PASSWORD": _PASSWORD,
        "SERVICE_RATE_LIMIT_LOGIN": "9999/minute",
        "SERVICE_RATE_LIMIT_CALLER": "99999/minute",
        "SERVICE_RATE_LIMIT_ADDRESS": "99999/minute",
    }


SUBJECTS: dict[str, Subject] = {
    "shop": Subject(
        spec=ROOT / "spec/openapi.yaml",
        config=_HERE / "fuzz.toml",
        module="benchmarks.mutation.service",
        families={name: mutant.family for name, mutant in MUTANTS.items()},
        secrets={"SERVICE_DEMO_PASSWORD": _PASSWORD},
        login=(
            "/sessions",
            {"tenant": "acme", "email": "root@acme.example", "password": _PASSWORD},
            "access_token",
        ),
        prepare=_prepare_shop,
        environment=_shop,
    ),
    "boxoffice": Subject(
        spec=_HERE / "boxoffice/openapi.yaml",
        config=_HERE / "boxoffice/fuzz.toml",
        module="benchmarks.mutation.boxoffice",
        families={name: bug.family for name, bug in BUGS.items()},
        secrets={"BOX_OFFICE_PASSWORD": house.PASSWORD, "BOX_OFFICE_KEY": house.API_KEY},
        login=(
            "/auth/token",
            {"email": "sue@stalls.example", "password": house.PASSWORD},
            "accessToken",
        ),
        prepare=lambda _: None,
        environment=lambda _, __: {},
    ),
}
