"""A second opinion on whether a request, as it travelled, is valid under the contract.

The generator of test cases says what it meant to send; this package says what arrived. It shares
no code with the runtime, and answers UNKNOWN where implementations may differ. A finding about
accepting or refusing a request needs both witnesses.
"""

from adhere.fuzz.wire.judge import Judge
from adhere.fuzz.wire.request import WireRequest
from adhere.fuzz.wire.verdict import Validity, Verdict

__all__ = ["Judge", "Validity", "Verdict", "WireRequest"]
