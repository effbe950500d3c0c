"""The log of changes: what every page and every call reads a program from and writes it to."""
