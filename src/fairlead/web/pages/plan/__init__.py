"""The plan: rows and timeline, board, and the forecast."""
