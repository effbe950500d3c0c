"""Read files and trackers into a Program with its findings, and write a Program back."""
