"""Machine clients, their tokens, and the published keys."""
