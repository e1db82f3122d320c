"""Keys, tokens, passwords, and who may call."""
