"""Calibration: what finished work says about the next estimate, and how well it would have said."""
