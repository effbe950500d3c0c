"""Turn results into facts, and facts into briefings in two voices; computes nothing new."""
