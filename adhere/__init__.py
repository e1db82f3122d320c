"""Adhere makes an OpenAPI document the law of a FastAPI service."""

__version__ = "0.1.0"
