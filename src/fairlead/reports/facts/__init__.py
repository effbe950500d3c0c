"""Results as facts: every number that a report may say, with its evidence."""
