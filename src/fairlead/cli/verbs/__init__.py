"""The commands: a module for each, and for what only that one says."""
