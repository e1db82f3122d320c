"""An OpenAPI document from its files: references, bundling, one dialect, validation."""

from adhere.document.document import Document
from adhere.document.load import Loaded, load

__all__ = ["Document", "Loaded", "load"]
