"""Rows and columns, whoever wrote them: the grid, its header, and what a cell means."""
