"""The schema of the database, as alembic applies it."""
