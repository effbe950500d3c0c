"""Scope: baselines, change requests, why a date moved, and ways out."""
