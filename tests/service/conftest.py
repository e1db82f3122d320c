from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

sys.path.insert(0, str(Path(__file__).parent))

from service_harness import POSTGRESQL, Service, postgresql_database, run, running


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('sqlite')}/service.db"
        return
    try:
        socket.create_connection(POSTGRESQL, timeout=1).close()
    except OSError:
        reason = "no PostgreSQL answers at 127.0.0.1:5432"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgresql_database() as url:
        yield url


@pytest.fixture(scope="session")
def service(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A migrated and seeded service in a process of its own, one for each database."""
    folder = tmp_path_factory.mktemp("service")
    key = ECKey.generate_key("P-256")
    key_file = folder / "key.pem"
    key_file.write_bytes(key.as_pem(private=True))
    settings = {
        "database_url": database_url,
        "signing_keys": [str(key_file)],
        "cors_origins": ["https://shop.example"],
        "cors_credentials": True,
    }
    for command in ("migrate", "seed"):
        done = run(folder, command, **settings)
        assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        server = stack.enter_context(running(folder, **settings))
        service = Service(server, key=key, settings=settings)
        stack.callback(service.close)
        yield service
