"""What alembic runs: the steps, on the connection and in the transaction it was given."""

from __future__ import annotations

from alembic import context

from impl.database import Table
from impl.tables import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata if TABLES else None,
    compare_type=True,
)
context.run_migrations()
