"""Fairlead: lead technical programs on facts, with one plan, one forecast and two voices."""

__version__ = "0.1.0"
