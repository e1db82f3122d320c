"""Health, and the proof that the data is consistent."""
