"""What a briefing leaves as: HTML, Markdown, JSON, a calendar."""
