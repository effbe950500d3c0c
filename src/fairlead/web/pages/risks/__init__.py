"""Risks and duty: escalations, and who is on call."""
