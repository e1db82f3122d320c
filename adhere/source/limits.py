"""How much of a text is read. Documents come from strangers."""

from __future__ import annotations

MAX_BYTES = 64_000_000
MAX_DEPTH = 100
"""Levels of nesting; the deepest real documents have about forty."""
MAX_EXPANDED_NODES = 1_000_000
"""Nodes that YAML aliases may repeat, all together."""
