"""Whole briefings: which sections they have, in which order, in which voice."""
