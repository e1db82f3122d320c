"""What surrounds every exchange over HTTP."""
