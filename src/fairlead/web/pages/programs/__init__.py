"""Programs: home, one program told whole, its import, history, settings and reports."""
