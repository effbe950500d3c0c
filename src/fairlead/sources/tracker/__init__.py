"""What trackers have in common: entries that become tables, words of status, bounded JSON."""
