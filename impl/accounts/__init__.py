"""People: registration, their own account, administration of users."""
