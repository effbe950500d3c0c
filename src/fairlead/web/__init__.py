"""The web application: one Django project over an append-only log of changes."""
