"""Text to plain data with positions: the ground every other layer stands on."""

from adhere.source.file import SourceFile, parse, read
from adhere.source.pointer import Pointer, Token
from adhere.source.problem import Problem
from adhere.source.span import Position, Span
from adhere.source.yaml_pieces import Pieces

__all__ = [
    "Pieces",
    "Pointer",
    "Position",
    "Problem",
    "SourceFile",
    "Span",
    "Token",
    "parse",
    "read",
]
