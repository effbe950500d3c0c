"""For machines: webhooks, gates, calendars to subscribe to, health."""
