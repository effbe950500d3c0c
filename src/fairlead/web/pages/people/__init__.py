"""People: coming in, their own account, and members of a program."""
