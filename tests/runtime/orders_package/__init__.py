"""A package in the shape that `adhere generate` writes, by hand, for tests of the runtime."""
