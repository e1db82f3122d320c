"""The schema of the database: bringing it up to date, and telling whether it is."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from impl.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# An arbitrary number that every instance knows; PostgreSQL locks by number.
MIGRATION_LOCK = 0x61646865


async def migrate(database: Database) -> None:
    """Apply what is missing, all or nothing; of two instances at once, one waits."""
    async with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        await connection.run_sync(_upgrade)


async def is_current(database: Database) -> bool:
    """Tell whether the database has exactly the schema of this version; 503 as `read`."""
    async with database.read() as session:
        connection = await session.connection()
        return await connection.run_sync(_revision) == head()


def head() -> str | None:
    """Return the revision that this version needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
