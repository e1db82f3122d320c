"""The contract of an OpenAPI document, as the later stages see it."""
