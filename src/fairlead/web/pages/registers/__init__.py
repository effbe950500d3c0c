"""Registers: every section of a program as a table that is filled in, and every row as a form."""
