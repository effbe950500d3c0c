"""Sections of briefings: blocks made of facts, each for one subject."""
