"""Text to plain data with positions: the ground every other layer stands on."""

from adhere.source.pointer import Pointer, Token
from adhere.source.span import Position, Span

__all__ = ["Pointer", "Position", "Span", "Token"]
