"""What every stage says about a document: one shape, many printers."""

from adhere.diagnostics.diagnostic import Diagnostic, Related, Severity
from adhere.diagnostics.report import Report

__all__ = ["Diagnostic", "Related", "Report", "Severity"]
