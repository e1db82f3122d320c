"""The database: one engine, explicit transactions, SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from impl.problems import unavailable
from impl.settings import Settings

# What PostgreSQL calls a transaction that may succeed when tried again (appendix A):
# serialization failure, deadlock, lock not available, query cancelled, too many connections.
RETRYABLE_STATES = frozenset({"40001", "40P01", "55P03", "57014", "53300", "57P01", "57P03"})

# What SQLite calls the same (its result codes): locked, full, not to be read or written.
SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
PRIMARY_CODE = 0xFF

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment, for nobody knows when that is."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment, aware."""
        del dialect
        return value.replace(tzinfo=UTC) if value is not None and not value.tzinfo else value


class Table(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012  # as SQLAlchemy wants it


class WriterQueue:
    """Lets one writer of this process after another at SQLite, in the order they came.

    SQLite itself only lets waiting writers try again and again, some of them in vain. Other
    processes still meet its own lock.
    """

    def __init__(self, patience: float) -> None:
        """Take how many seconds a writer waits at most."""
        self._patience = patience
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn. Raises `TimeoutError`."""
        await asyncio.wait_for(self._lock.acquire(), self._patience)
        try:
            yield
        finally:
            self._lock.release()


class Database:
    """Hands out transactions.

    `write` is a transaction that is committed when its block is left, before any answer is
    sent, and rolled back when the block raises. `read` sees one state and changes nothing.
    Both raise 503 where no connection is free in time, the connection breaks, or a lock
    cannot be had.
    """

    def __init__(self, engine: AsyncEngine, writers: WriterQueue | None = None) -> None:
        """Take an engine as `connect` makes it, and the queue of writers, if there is one."""
        self.engine = engine
        self._writers = writers

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may change data."""
        async with _outages_told(), self._turn(), self._session() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads; on SQLite it does not wait for writers."""
        async with _outages_told(), self._session() as session:
            await session.connection(execution_options={"reads_only": True})
            yield session

    def _turn(self) -> AbstractAsyncContextManager[None]:
        return nullcontext() if self._writers is None else self._writers.turn()

    def _session(self) -> AsyncSession:
        return AsyncSession(self.engine, expire_on_commit=False)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def connect(settings: Settings) -> Database:
    """Make the engine for the configured URL; connections are opened when first needed."""
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":
        return Database(_sqlite_engine(url, settings), WriterQueue(settings.statement_timeout))
    return Database(_postgresql_engine(url, settings))


def insert_if_absent(session: AsyncSession, table: type[Table]) -> Any:
    """Return an INSERT of the session's dialect that does nothing where the key is taken."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def _postgresql_engine(url: URL, settings: Settings) -> AsyncEngine:
    milliseconds = str(int(settings.statement_timeout * 1000))
    return create_async_engine(
        url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_timeout,
        pool_pre_ping=True,
        connect_args={
            "timeout": settings.pool_timeout,
            "command_timeout": settings.statement_timeout,
            "server_settings": {
                "statement_timeout": milliseconds,
                "lock_timeout": milliseconds,
                "idle_in_transaction_session_timeout": milliseconds,
            },
        },
        hide_parameters=True,
    )


def _sqlite_engine(url: URL, settings: Settings) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.pool_timeout,
        connect_args={"timeout": settings.statement_timeout},
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        # The driver's own transactions begin too late for BEGIN IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        reads_only = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")

    return engine


@asynccontextmanager
async def _outages_told() -> AsyncIterator[None]:
    """Turn what is an outage, and not a mistake of ours, into 503."""
    try:
        yield
    except DBAPIError as error:
        if _is_outage(error):
            raise unavailable() from error
        raise
    except (OSError, TimeoutError, PoolTimeoutError) as error:
        raise unavailable() from error


def _is_outage(error: DBAPIError) -> bool:
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return True
    state = getattr(error.orig, "sqlstate", None)
    code = getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY_CODE
    return state in RETRYABLE_STATES or code in SQLITE_OUTAGES
