"""What leaves the server and what comes in: notices, reports, webhooks, events, linked files."""
