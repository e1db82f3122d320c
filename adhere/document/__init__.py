"""An OpenAPI document from its files: references, bundling, one dialect, validation."""

from adhere.document.document import Document
from adhere.document.load import Loaded, load
from adhere.document.validate import validate

__all__ = ["Document", "Loaded", "load", "validate"]
