"""Escalation: which matters are open, who is asked next and when, and with what in hand."""
