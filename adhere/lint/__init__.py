"""Rules beyond the standard: what makes a contract good to generate from and safe to serve."""

from adhere.lint.check import check
from adhere.lint.rule import Finding, Rule, Subject
from adhere.lint.rules import RULES
from adhere.lint.settings import Ignore, Settings, load_settings
from adhere.source.settings import SettingsError

__all__ = [
    "RULES",
    "Finding",
    "Ignore",
    "Rule",
    "Settings",
    "SettingsError",
    "Subject",
    "check",
    "load_settings",
]
