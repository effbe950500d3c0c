"""Scope: what a change would do, what was agreed, and how the two make up what is there now."""
