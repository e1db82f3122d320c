"""The reference service: multi-tenant orders over an append-only stock ledger."""
