"""Tests a service, running or in this process, against its contract."""

from adhere.fuzz.errors import FuzzError
from adhere.fuzz.identity import (
    BasicCredential,
    ClientCredentials,
    Identity,
    OperationLogin,
    Secret,
    StaticCredential,
)
from adhere.fuzz.report import (
    DeclaredStatus,
    Exchange,
    Finding,
    FuzzReport,
    MatrixCell,
    Outcome,
    Row,
)
from adhere.fuzz.run import run
from adhere.fuzz.settings import FuzzPhase, Profile, Settings

__all__ = [
    "BasicCredential",
    "ClientCredentials",
    "DeclaredStatus",
    "Exchange",
    "Finding",
    "FuzzError",
    "FuzzPhase",
    "FuzzReport",
    "Identity",
    "MatrixCell",
    "OperationLogin",
    "Outcome",
    "Profile",
    "Row",
    "Secret",
    "Settings",
    "StaticCredential",
    "run",
]
