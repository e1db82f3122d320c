"""Measured comparisons; run by a task, never timed in tests."""
