"""Flow: how long items take, how many are under way, and when the next ones will be done."""
