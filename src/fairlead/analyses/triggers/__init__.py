"""Triggers: conditions over facts that are looked up, never executed."""
