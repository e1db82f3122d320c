"""Type variables for who calls: whatever an implementation's `Security` makes of a credential."""

from __future__ import annotations

from typing import TypeVar

P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)
P_contra = TypeVar("P_contra", contravariant=True)
