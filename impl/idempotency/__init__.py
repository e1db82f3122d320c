"""Creates that are safe to repeat."""
