"""Who may see and do what: roles, seats, invitations, and the record of every change of access."""
