"""How much of a contract was seen to hold, by tests and fuzzing, and what would reach the rest."""

from adhere.coverage.errors import CoverageError
from adhere.coverage.goals import Goal, Kind, Side
from adhere.coverage.record import Record, merge
from adhere.coverage.recorder import Recorder
from adhere.coverage.report import CoverageReport, report_of
from adhere.coverage.settings import CoverageSettings, coverage_settings

__all__ = [
    "CoverageError",
    "CoverageReport",
    "CoverageSettings",
    "Goal",
    "Kind",
    "Record",
    "Recorder",
    "Side",
    "coverage_settings",
    "merge",
    "report_of",
]
