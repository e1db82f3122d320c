"""Checks that make up their own requests, beside the phases of Schemathesis; one file a check."""

from __future__ import annotations

from adhere.fuzz.probes.authentication import AUTHENTICATION
from adhere.fuzz.probes.authorization_matrix import AUTHORIZATION_MATRIX
from adhere.fuzz.probes.collections import COLLECTIONS
from adhere.fuzz.probes.concurrency import CONCURRENCY
from adhere.fuzz.probes.constraints import CONSTRAINTS
from adhere.fuzz.probes.counting import COUNTING
from adhere.fuzz.probes.encoding import ENCODING
from adhere.fuzz.probes.growth import GROWTH
from adhere.fuzz.probes.ownership import OWNERSHIP
from adhere.fuzz.probes.parsers import PARSERS
from adhere.fuzz.probes.probe import Probe
from adhere.fuzz.probes.protocol import PROTOCOL
from adhere.fuzz.probes.references import REFERENCES
from adhere.fuzz.probes.session_end import SESSIONS
from adhere.fuzz.probes.singletons import SINGLETONS
from adhere.fuzz.probes.states import STATES
from adhere.fuzz.probes.steps import STEPS

__all__ = ["PROBES", "Probe"]

PROBES: tuple[Probe, ...] = (
    AUTHENTICATION,
    AUTHORIZATION_MATRIX,
    SESSIONS,
    STATES,
    STEPS,
    SINGLETONS,
    OWNERSHIP,
    REFERENCES,
    COLLECTIONS,
    CONCURRENCY,
    COUNTING,
    PROTOCOL,
    CONSTRAINTS,
    ENCODING,
    PARSERS,
    GROWTH,
)
