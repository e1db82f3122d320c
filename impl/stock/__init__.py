"""The append-only ledger."""
