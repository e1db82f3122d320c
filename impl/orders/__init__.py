"""Orders, from placing to shipping."""
