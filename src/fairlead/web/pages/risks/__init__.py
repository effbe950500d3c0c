"""Risks and duty: the register, escalations, and who is on call."""
