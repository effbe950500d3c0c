"""Planned against actual: item by item, and as earned value and earned schedule."""
