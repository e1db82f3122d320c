"""From a contract to the files of a generated package."""

from adhere.emit.package import Package, generate

__all__ = ["Package", "generate"]
